"""people.csv: read from whatever it was saved as, every mistake named by line, written again."""

import io
from pathlib import Path

import openpyxl
import pytest

from bot.people_file import read_people, record, write_people_csv
from bot.people_rows import COLUMNS, PersonRow
from tasks.people import Person, Role

HEADER = ",".join(COLUMNS)
GOOD = f"""{HEADER}
安如意,司法所,所长,单位负责人;承办,13800000001,卜大成,鲍思远,城东村;南塘村
卜大成,司法所,干事,executor,,,鲍思远,
鲍思远,本镇,副镇长,分管领导,,,,
"""


def read(text: str) -> list[PersonRow]:
    rows, mistakes = read_people(text.encode())
    assert [str(mistake) for mistake in mistakes] == []
    return rows


def mistakes(*lines: str, header: str = HEADER) -> list[str]:
    text = "\n".join([header, *lines]) + "\n"
    return [str(mistake) for mistake in read_people(text.encode())[1]]


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr] # a new workbook has a sheet
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestReading:
    def test_a_row_in_full(self) -> None:
        assert read(GOOD)[0] == PersonRow(
            line=2,
            name="安如意",
            unit="司法所",
            post="所长",
            roles=frozenset({Role.UNIT_HEAD, Role.EXECUTOR}),
            phone="13800000001",
            deputies=("卜大成",),
            leaders=("鲍思远",),
            villages=("城东村", "南塘村"),
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_encodings_and_line_ends(self, encoding: str, newline: str) -> None:
        rows, wrong = read_people(GOOD.replace("\n", newline).encode(encoding))
        assert (rows, wrong) == (read(GOOD), [])

    def test_from_a_path(self, tmp_path: Path) -> None:
        path = tmp_path / "people.csv"
        assert str(read_people(path)[1][0]) == "people.csv:没有这个文件,或打不开"
        path.write_text(GOOD, encoding="utf-8")
        assert read_people(path) == (read(GOOD), [])

    def test_columns_in_any_order_with_others_between(self) -> None:
        text = (
            "序号, B角 ,姓名,单位,角色,职务,联系村,分管领导,电\u3000话\n1,,安如意,司法所,承办,,,,\n"
        )
        assert read(text)[0].name == "安如意"

    def test_a_title_above_the_header(self) -> None:
        assert read("本镇人员表,,,,,,,\n" + GOOD)[0].line == 3

    def test_tabs_as_copied_from_a_table(self) -> None:
        assert read(GOOD.replace(",", "\t"))[1].name == "卜大成"

    @pytest.mark.parametrize("mark", [";", "\uff1b", "、", " ; "])
    def test_several_values(self, mark: str) -> None:
        text = f"{HEADER}\n安如意,司法所,,承办{mark}窗口,,,,城东村{mark}南塘村\n"
        assert read(text)[0].villages == ("城东村", "南塘村")
        assert read(text)[0].roles == {Role.EXECUTOR, Role.WINDOW}

    def test_spaces_for_looks_are_taken_out(self) -> None:
        row = read(f"{HEADER}\n\u3000安\u3000意 , 司法所\u3000,,Executor,,,,\n")[0]
        assert (row.name, row.unit, row.roles) == ("安意", "司法所", frozenset({Role.EXECUTOR}))

    def test_a_cell_over_two_lines_and_blank_lines(self) -> None:
        text = f'{HEADER}\n\n安如意,司法所,"所\n长",,,,,\n,,,,,,,\n卜大成,司法所,,,,,,\n'
        rows = read(text)
        assert [(row.line, row.post) for row in rows] == [(3, "所长"), (6, "")]

    @pytest.mark.parametrize(
        ("cell", "phone"),
        [
            ("138 0000 0001", "13800000001"),
            ("+86 138-0000-0001", "13800000001"),
            ("8613800000001", "13800000001"),
            ("１３８００００000１", "13800000001"),
            ("13800000001.0", "13800000001"),
            ("0573-80000001", "0573-80000001"),
            ("(010)80000001", "01080000001"),
            ("80000001-8001", "80000001-8001"),
            ("", ""),
        ],
    )
    def test_phones(self, cell: str, phone: str) -> None:
        assert read(f"{HEADER}\n安如意,司法所,,,{cell},,,\n")[0].phone == phone

    def test_a_phone_never_shows_in_a_log(self) -> None:
        assert "13800000001" not in repr(read(GOOD)[0])

    def test_xlsx_with_phones_as_numbers(self) -> None:
        data = workbook(
            list(COLUMNS),
            [None] * 8,
            ["安如意", "司法所", "所长", "承办", 13800000001, None, None, None],
            ["卜大成", "司法所", None, "承办", 13800000002.0, "安如意", None, "城东村"],
        )
        rows, wrong = read_people(data, "people.xlsx")
        assert wrong == []
        assert [(row.line, row.phone) for row in rows] == [(3, "13800000001"), (4, "13800000002")]

    def test_two_of_one_name_are_told_apart_by_unit(self) -> None:
        rows = read(
            f"{HEADER}\n王军,司法所,,,,,,\n王军,城东村,,,,,,\n安如意,司法所,,,,王军/城东村,,\n"
        )
        assert rows[2].deputies == ("王军/城东村",)


class TestMistakes:
    @pytest.mark.parametrize(
        ("line", "says"),
        [
            (",司法所,,,,,,", "姓名:不能为空"),
            ("安如意,,,,,,,", "单位:不能为空"),
            ("安如意,司法所,,承办人,,,,", "角色:没有“承办人”这个角色,是不是“承办”?可以写:窗口、"),
            (
                "安如意,司法所,,,1.38E+10,,,",
                "电话:“1.38E+10”已被表格软件改成科学记数,请把这一列设为文本",
            ),
            ("安如意,司法所,,,1.38000E10,,,", "电话:“1.38000E10”已被表格软件改成科学记数"),
            ("安如意,司法所,,,1380000000,,,", "电话:不像电话号码"),
            ("安如意,司法所,,,138000000011,,,", "电话:不像电话号码"),
            ("安如意,司法所,,,13800000001/13800000002,,,", "电话:不像电话号码"),
            ("安如意,司法所,,,,卜大成,,", "B角:表里没有“卜大成”这个人"),
            ("安如意,司法所,,,,,卜大成,", "分管领导:表里没有“卜大成”这个人"),
            ("安如意,司法所,,,,安如意,,", "B角:不能是本人"),
            ("安如意,司法所,,,,,,城东", "联系村:“城东”要写全名,以村、社区、居委会结尾"),
            ("安如意/卜大成,司法所,,,,,,", "姓名:一行只写一个人的姓名"),
            ("安如意、卜大成,司法所,,,,,,", "姓名:一行只写一个人的姓名"),
            ("=1+1,司法所,,,,,,", "姓名:里面有不能用的字符"),
            ("安如意,司法\x07所,,,,,,", "单位:里面有不能用的字符"),
            (f"{'长' * 21},司法所,,,,,,", "姓名:太长了"),
            ("安如意,司法所,,,,,,,多,", ":比表头多出内容"),
        ],
    )
    def test_each_is_named_by_line_and_column(self, line: str, says: str) -> None:
        [said] = mistakes(line)
        assert said.startswith(f"people.csv 第2行{says}" if says[0] == ":" else "people.csv 第2行 ")
        assert says in said

    def test_a_near_miss_is_offered(self) -> None:
        [said] = mistakes("安如意,司法所,,,,卜大城,,", "卜大成,司法所,,,,,,")
        assert said == "people.csv 第2行 B角:表里没有“卜大城”这个人,是不是“卜大成”?"

    def test_a_ring_of_deputies_is_named(self) -> None:
        ring = ("甲子,司法所,,,,乙丑,,", "乙丑,司法所,,,,丙寅,,", "丙寅,司法所,,,,甲子,,")
        assert mistakes("戊辰,司法所,,,,甲子,,", *ring) == [
            "people.csv 第3行 B角:绕成了一圈:甲子→乙丑→丙寅→甲子,请去掉其中一个"
        ]

    def test_a_row_twice_and_two_of_one_name_in_a_unit(self) -> None:
        one = "王军,司法所,所长,承办,,,,"
        assert mistakes(one, one) == ["people.csv 第3行 姓名:和第2行重复,请删去一行"]
        assert mistakes(one, "王军,司法所,干事,,,,,") == [
            "people.csv 第3行 姓名:“司法所”第2行已有“王军”;同名的请改成能区分的写法"
        ]

    def test_a_name_that_two_share_needs_its_unit(self) -> None:
        twins = ("王军,司法所,,,,,,", "王军,城东村,,,,,,")
        assert mistakes(*twins, "安如意,司法所,,,,王军,,") == [
            "people.csv 第4行 B角:有2个“王军”,请写明单位:王军/司法所 或 王军/城东村"
        ]
        assert mistakes(*twins, "安如意,司法所,,,,王军/党政办,,") == [
            "people.csv 第4行 B角:表里没有“王军/党政办”这个人,是不是“王军/城东村”?"
        ]

    def test_every_mistake_at_once_in_order(self) -> None:
        found = mistakes(
            "安如意,司法所,,承办x,1.38E+10,没有,也没有,城东", ",司法所,,,,,,", "卜大成,,,,12,,,"
        )
        assert [said.partition(":")[0] for said in found] == [
            "people.csv 第2行 B角",
            "people.csv 第2行 分管领导",
            "people.csv 第2行 电话",
            "people.csv 第2行 联系村",
            "people.csv 第2行 角色",
            "people.csv 第3行 姓名",
            "people.csv 第4行 单位",
            "people.csv 第4行 电话",
        ]

    def test_a_missing_column_is_named(self) -> None:
        assert mistakes("x", header=HEADER.replace("B角", "AB角")) == [
            "people.csv 第1行 B角:表头缺这一列,是不是“AB角”?"
        ]
        assert mistakes("x", header=HEADER + ",姓名") == [
            "people.csv 第1行 姓名:表头里这一列写了两次"
        ]

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "里面没有内容"),
            (b"\n,,,\n", "里面没有内容"),
            (HEADER.encode(), "只有表头,没有人员"),
            (b"PK\x03\x04 not a book", "打不开这个 xlsx"),
            (b"\xd0\xcf\x11\xe0", "旧版 xls"),
            (b"\xff\xff\xff", "编码认不出来"),
            (b"x" * 5_000_001, "超过 5 MB"),
            (HEADER.encode() + b"\n" + b"a,b\n" * 5_001, "超过 5000 行"),
            (HEADER.encode() + b'\n"' + b"a" * 200_000, "读不下去"),
        ],
    )
    def test_a_file_of_no_use(self, data: bytes, says: str) -> None:
        rows, [mistake] = read_people(data)
        assert rows == []
        assert says in mistake.says


class TestWriting:
    PEOPLE = (
        Person(
            id="1", name="王军", unit="司法所", post="所长",
            roles=frozenset({Role.UNIT_HEAD, Role.EXECUTOR}), deputy_ids=("2", "3"),
            leader_ids=("4",), villages=("城东村", "南塘村"),
        ),
        Person(id="2", name="王军", unit="城东村"),
        Person(id="3", name="安如意", unit="司法所", active=False),
        Person(id="4", name="鲍思远", unit="本镇"),
    )  # fmt: skip

    def test_what_was_written_reads_the_same(self) -> None:
        text = write_people_csv(self.PEOPLE, {"1": "13800000001"})
        assert text.splitlines() == [
            HEADER,
            "王军,司法所,所长,承办;单位负责人,13800000001,王军/城东村,鲍思远,城东村;南塘村",
            "王军,城东村,,,,,,",
            "鲍思远,本镇,,,,,,",
        ]
        rows = read(text)
        assert [row.name for row in rows] == ["王军", "王军", "鲍思远"]
        assert rows[0].deputies == ("王军/城东村",)

    def test_a_record_for_scripts(self) -> None:
        assert record(self.PEOPLE[0]) == {
            "name": "王军",
            "unit": "司法所",
            "roles": ["executor", "unit_head"],
        }
