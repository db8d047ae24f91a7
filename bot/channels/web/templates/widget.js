// Puts the chat on another site's page: one button, one frame. Nothing of that page is read.
// <script src="https://our.address/chat/widget.js?lang=zh_Hant_HK" async></script>
(() => {
  const words = {{ {"open": _("Open chat"), "close": _("Close chat"), "title": _("Chat with %(brand)s", brand=brand)} | tojson }};
  const home = new URL(document.currentScript.src);
  const page = new URL("/chat/?embed=1", home);
  const lang = home.searchParams.get("lang");
  if (lang) page.searchParams.set("lang", lang);

  const style = (element, rules) => Object.assign(element.style, rules);
  const button = document.createElement("button");
  const frame = document.createElement("iframe");

  button.type = "button";
  button.textContent = "💬";
  frame.title = words.title;
  frame.id = "repay-chat-frame";
  frame.hidden = true;
  button.setAttribute("aria-controls", frame.id);
  style(button, {
    position: "fixed", insetInlineEnd: "20px", bottom: "20px", width: "60px", height: "60px",
    borderRadius: "50%", border: "2px solid #fff", background: "#1f5f55", color: "#fff", font: "26px/1 system-ui",
    boxShadow: "0 6px 24px rgb(0 0 0 / 22%)", cursor: "pointer", zIndex: 2147483000,
  });
  style(frame, {
    position: "fixed", insetInlineEnd: "20px", bottom: "92px", width: "min(400px, calc(100vw - 24px))",
    height: "min(640px, calc(100dvh - 116px))", border: "0", borderRadius: "20px", colorScheme: "normal",
    boxShadow: "0 12px 48px rgb(0 0 0 / 26%)", zIndex: 2147483000,
  });

  function show(open) {
    // Loaded only when asked for: a visitor who never opens the chat is not known to it.
    if (open && !frame.src) frame.src = page.href;
    frame.hidden = !open;
    frame.style.display = open ? "block" : "none";
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? words.close : words.open);
    (open ? frame : button).focus();
  }

  button.addEventListener("click", () => show(frame.hidden));
  addEventListener("message", (event) => {
    if (event.origin === home.origin && event.source === frame.contentWindow && event.data === "close-chat") show(false);
  });
  const place = () => { document.body.append(button, frame); show(false); };
  if (document.body) place(); else addEventListener("DOMContentLoaded", place);
})();
