"""Pages that our templates made are read for the header search by a reader of our own: it says what the search plugin's own would say."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]

from flows.press.sections import sections

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
TEXTS = st.one_of(
    WORDS.map(html.escape),
    WORDS.map(lambda word: html.escape(word, quote=False)),
    st.sampled_from((" ", "\n", "a\nb", "&nbsp;", "&#60;b&#62;")),
)
INLINE, BLOCKS = ("b", "code", "a", "sup", "span"), ("p", "div", "ul", "pre", "table", "details")
VOID = st.sampled_from(
    ("<br>", '<img src="a.png" alt="1 &gt; 0">', "<path d='M0 0'/>", "<!-- aside <p> -->", "<script>if (a < b) { c() }</script>")
)


MARKS = ("", "", ' class="u-x"', " data-search-exclude")


def element(tags: tuple[str, ...], inner: st.SearchStrategy[str], marks: tuple[str, ...] = MARKS) -> st.SearchStrategy[str]:
    return st.builds(lambda tag, mark, said: f"<{tag}{mark}>{said}</{tag}>", st.sampled_from(tags), st.sampled_from(marks), inner)


def joined(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(part, max_size=4).map("".join)


LINES = joined(st.one_of(TEXTS, VOID, element(INLINE, TEXTS)))
HEADINGS = st.builds(
    lambda level, name, said: f'<h{level}{name}>{said}<a class="headerlink" href="#x" title="Permanent link">¶</a></h{level}>',
    st.integers(1, 4),
    st.sampled_from((' id="x"', ' id="y"', "", ' id="z" data-search-exclude=""')),
    TEXTS,
)
NESTED = st.one_of(LINES, element(BLOCKS, LINES), element(("div", "details"), HEADINGS, MARKS[:-1]))
PAGES = joined(st.one_of(HEADINGS, NESTED, element(("section", "div"), joined(NESTED), MARKS[:-1])))


def by_plugin(content: str) -> list[tuple[str, str, str]]:
    parser = Parser()
    parser.feed(content)
    parser.close()
    return [(each.id or "", "".join(each.title).strip(), "".join(each.text).strip()) for each in parser.data if not each.is_excluded()]


def by_us(content: str) -> list[tuple[str, str, str]]:
    return [(each.id, "".join(each.title).strip(), "".join(each.text).strip()) for each in sections(content)]


@given(PAGES)
def test_a_page_has_the_sections_that_the_search_plugin_finds_in_it(content: str) -> None:
    nothing = (
        "",
        "",
        "",
    )  # the plugin makes a section of a script or a drawing that stands before all words; there is nothing in it to find
    assert [each for each in by_us(content) if each != nothing] == [each for each in by_plugin(content) if each != nothing]


def test_what_is_left_out_is_left_out_to_its_end() -> None:
    content = '<h1 id="a">A</h1><div data-search-exclude><div>small</div>print</div><p>said</p>'
    assert by_us(content) == [("", "A", "<p>said</p>")]
    assert "print" in by_plugin(content)[0][2]  # which is why pages of the theme's own reader must not nest them


def test_words_that_look_like_tags_stay_words() -> None:
    assert by_us('<h1 id="a">1 &#60; 2</h1><p>&lt;script&gt; &amp;amp; "x"</p>') == [
        ("", "1 &lt; 2", '<p>&lt;script&gt; &amp;amp; "x"</p>')
    ]
