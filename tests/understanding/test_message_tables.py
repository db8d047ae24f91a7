import pytest

from bot.understanding.message_tables import UnusableTableError, read_table


def table(tmp_path, content: bytes):
    path = tmp_path / "messages.tsv"
    path.write_bytes(content)
    return path


def test_a_bad_line_is_told_and_the_next_is_read(tmp_path):
    path = table(tmp_path, b"text\tintent\n\xff\xfe\tx\na\tb\tc\n\tb\nhello\tgreet\n")
    lines = list(read_table(path, "text"))
    assert [line.error is None for line in lines] == [False, False, False, True]
    assert lines[-1].cells == {"text": "hello", "intent": "greet"}
    assert lines[-1].number == 5


def test_windows_files_are_read(tmp_path):
    path = table(tmp_path, "\ufefftext\r\n还多少\r\n".encode())
    assert [line.cells for line in read_table(path, "text")] == [{"text": "还多少"}]


def test_quotes_are_plain_characters(tmp_path):
    path = table(tmp_path, b'text\n"half\n')
    assert next(iter(read_table(path, "text"))).cells["text"] == '"half'


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(UnusableTableError, match="no column text"):
        list(read_table(table(tmp_path, b"a\tb\n"), "text"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnusableTableError, match=r"gone\.tsv"):
        list(read_table(tmp_path / "gone.tsv", "text"))
