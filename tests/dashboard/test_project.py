"""The page of one project: hits, both clocks, what people wrote and what stays hidden."""

from tests.dashboard.screens import HERE, Screen


def test_a_project_with_many_hits_shows_the_gravest_and_folds_the_rest(screen: Screen) -> None:
    screen.open(f"/project?{HERE}&id=quick&lang=en")

    # One hit of 18 rules, and the 45 of CT62.
    assert screen.text(".has-hits h2") == "Hits · 63"
    assert screen.page.locator(".has-hits .hits > li:visible").count() == 6
    assert screen.text(".has-hits .rest summary") == "57 more hits"


def test_what_people_wrote_is_shown_as_text(screen: Screen) -> None:
    dialogs: list[str] = []
    screen.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    screen.open(f"/project?{HERE}&id=very_late&lang=zh")

    assert "<img src=x onerror=alert(1)>" in screen.text()
    assert dialogs == []


def test_personal_data_never_reaches_the_browser(screen: Screen) -> None:
    screen.open(f"/project?{HERE}&id=quick&lang=zh")

    assert "1•••" in screen.text()
    assert "13912345678" not in screen.page.content()


def test_a_project_shows_late_and_early_recording_in_words_and_where_its_rows_stood(
    screen: Screen,
) -> None:
    screen.open(f"/project?{HERE}&id=very_late&lang=zh")
    screen.page.locator(".twin summary").first.click()
    words = screen.text()

    assert "◆ 滞后 4 个工作日" in words
    assert "◆ 早于发生时间" in words
    # Counted in the files of `world.py`, the header being row 1.
    assert "文件 client_projects.csv，第 4 行，SHA-256 " in words
    assert "由命令行导入" in words
    assert "work_orders.csv · 第 6 行" in words
    assert "suspensions.csv · 第 2 行" in words
