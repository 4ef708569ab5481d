"""Postcode files of every form, made here from invented rows."""

import zipfile
from datetime import date

import pytest

from geo.errors import PostcodeFileError
from geo.postcode_files import open_postcode_file

CODE_POINT = (
    '"ZZ1 1AA",10,530000,180000,"E92000001","E19000003","E18000007","","E09000003","E05013644"\n'
    '"ZZ1 1AB",90,0,0,"E92000001","","","","E99999999","E99999999"\n'
)
CLASSIC = (
    "pcd,pcd2,pcds,dointr,doterm,oslaua,osward,oseast1m,osnrth1m,osgrdind,lat,long\n"
    "ZZ1 1AA,ZZ1  1AA,ZZ1 1AA,198001,,E09000003,E05013644,530000,0180000,1,51.5037,-0.1283\n"
    "ZZ11AC,ZZ1  1AC,ZZ1 1AC,198001,199606,E09000003,E05013644,530000,0180000,1,51.5037,-0.1283\n"
    "ZZ11AD,ZZ1  1AD,ZZ1 1AD,198001,,E99999999,E99999999,,,9,99.999999,0.000000\n"
    "BT1 1AA,BT1  1AA,BT1 1AA,198001,,N09000003,N08000001,333000,0374000,1,54.6,-5.93\n"
)
RENAMED = (
    "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,ced{y}cd,lad{y}cd,wd{y}cd,lat,long\n"
    "ZZ1 1AA,ZZ1  1AA,ZZ1 1AA,198001,,0,530000,180000,1,,E09000003,E05013644,51.5037,-0.1283\n"
)
NSPL = (
    "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,laua,ward\n"
    "ZZ1 1AA,ZZ1  1AA,ZZ1 1AA,198001,,0,530000,180000,1,E09000003,E05013644\n"
    "BT1 1AA,BT1  1AA,BT1 1AA,198001,,0,333000,374000,1,N09000003,N08000001\n"
)


def _file(folder, text, name="postcodes.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def _zip(folder, members):
    path = folder / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def _rows(path):
    return {row.postcode: row for row in open_postcode_file(path).rows()}


def _is_the_usual_row(row):
    place = (row.easting, row.northing, round(row.lon, 3), round(row.lat, 3))
    codes = (row.ward_code, row.district_code, row.quality, row.ended_on)
    return place == (530000, 180000, -0.128, 51.504) and codes == (
        "E05013644",
        "E09000003",
        1,
        None,
    )


def test_code_point_open_as_a_zip(tmp_path):
    members = {
        "Doc/Code-Point_Open_Column_Headers.csv": "PC,PQ,EA,NO\nPostcode,Quality\n",
        "Data/CSV/zz.csv": CODE_POINT,
        "Data/CSV/zy.csv": CODE_POINT.replace("ZZ1", "ZY1"),
    }
    path = _zip(tmp_path, members)
    assert open_postcode_file(path).form == "OS Code-Point Open"
    rows = _rows(path)
    assert set(rows) == {"ZZ1 1AA", "ZZ1 1AB", "ZY1 1AA", "ZY1 1AB"}
    assert _is_the_usual_row(rows["ZZ1 1AA"])
    assert rows["ZZ1 1AB"] == ("ZZ1 1AB", None, None, None, None, None, None, 9, None)


def test_code_point_open_as_a_folder(tmp_path):
    (tmp_path / "Data" / "CSV").mkdir(parents=True)
    (tmp_path / "Doc").mkdir()
    _file(tmp_path / "Doc", "PC,PQ\n", "headers.csv")
    (tmp_path / "Data" / "CSV" / "zz.csv").write_text(CODE_POINT)
    assert _is_the_usual_row(_rows(tmp_path)["ZZ1 1AA"])


def test_the_classic_directory(tmp_path):
    rows = _rows(_file(tmp_path, CLASSIC))
    assert _is_the_usual_row(rows["ZZ1 1AA"])
    assert rows["ZZ1 1AC"].ended_on == date(1996, 6, 1)
    assert rows["ZZ1 1AD"] == ("ZZ1 1AD", None, None, None, None, None, None, 9, None)


def test_northern_ireland_is_never_read_on_the_british_grid(tmp_path):
    with_degrees = _rows(_file(tmp_path, CLASSIC))["BT1 1AA"]
    assert (with_degrees.easting, with_degrees.lat) == (None, 54.6)
    without = _rows(_file(tmp_path, NSPL))["BT1 1AA"]
    assert (without.easting, without.lon, without.lat) == (None, None, None)
    assert without.ward_code == "N08000001"


@pytest.mark.parametrize("text", [NSPL, RENAMED.format(y=25), RENAMED.format(y=26)])
def test_columns_are_found_whatever_their_vintage(tmp_path, text):
    assert _is_the_usual_row(_rows(_file(tmp_path, text))["ZZ1 1AA"])


def test_what_was_recognised_is_said(tmp_path):
    assert "wd26cd, lad26cd" in open_postcode_file(_file(tmp_path, RENAMED.format(y=26))).form


def test_split_copies_in_a_zip_are_not_read_twice(tmp_path):
    text = RENAMED.format(y=25)
    members = {
        "Data/ONSPD_MAY_2025_UK.csv": text,
        "Data/multi_csv/ONSPD_MAY_2025_UK_ZZ.csv": text,
        "Documents/LAD names and codes.csv": "LAD25CD,LAD25NM\n",
    }
    assert len(list(open_postcode_file(_zip(tmp_path, members)).rows())) == 1
    del members["Data/ONSPD_MAY_2025_UK.csv"]
    assert len(list(open_postcode_file(_zip(tmp_path, members)).rows())) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a postcode file"),
        ("name,colour\nx,red\n", "not a postcode file"),
        ("ZZ1 1AA,10,530000,180000\n", "4 columns"),
        (CODE_POINT + '"ZZ1 1AC",10,530000\n', "line 3 is not a postcode row"),
        (CODE_POINT.replace("530000", "?"), "line 1 is not a postcode row"),
        (CODE_POINT.replace("530000", "530000000"), "outside the UK"),
        (NSPL.replace("ZZ1 1AA", "ZZ1"), "line 2 is not a postcode row"),
        (CLASSIC.replace("51.5037,-0.1283", "-0.1283,51.5037"), "ZZ1 1AA at 51.5037"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path, text, said):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(PostcodeFileError, match=said):
        list(open_postcode_file(path).rows())


def test_what_is_not_there_or_empty_is_refused(tmp_path):
    with pytest.raises(PostcodeFileError, match="no file"):
        open_postcode_file(tmp_path / "nothing.csv")
    with pytest.raises(PostcodeFileError, match="holds no postcode CSV"):
        open_postcode_file(_zip(tmp_path, {"readme.txt": ""}))


def test_a_file_longer_than_a_batch_comes_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.postcode_files._BATCH", 2)
    row = CODE_POINT.splitlines()[0]
    text = "\n".join(row.replace("1AA", f"{n}AA") for n in range(9)) + "\n"
    path = tmp_path / "zz.csv"
    path.write_text(text)
    assert len(_rows(path)) == 9
    path.write_text(text + "broken\n")
    with pytest.raises(PostcodeFileError, match="line 10"):
        _rows(path)
