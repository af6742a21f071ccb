//! The whole page, as Markdown and as HTML.

use roster::formats::FORMATS;
use roster::rules::RULES;

use super::*;
use crate::guidelines::tests::practice;
use crate::html::slug;

fn whole() -> Guide {
    guide(crate::templates::format(), &Profile::standard(), &practice())
}

#[test]
fn every_rule_and_every_section_can_be_linked_to() {
    let page = whole();
    let html = page.html();
    for rule in RULES {
        let id = format!("<h4 id=\"{}-{}\">", rule.code.to_lowercase(), rule.name);
        assert_eq!(html.matches(&id).count(), 1, "{}", rule.code);
    }
    let links = page.markdown.split("](#").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links {
        assert!(html.contains(&format!(" id=\"{link}\"")), "nothing is called {link}");
    }
    for heading in
        ["How to send", "When a run is held", "Spreadsheets", "What not to send", "Files and columns"]
    {
        assert!(page.markdown.contains(&format!("- [{heading}](#{})\n", slug(heading))), "{heading}");
    }
}

#[test]
fn the_page_of_html_needs_nothing_else_and_is_not_endless() {
    for format in FORMATS {
        let html = guide(format, &Profile::standard(), &practice()).html();
        for never in
            ["<script", "<img", "<link", "<iframe", "src=", "@import", "url(", "href=\"http", "href=\"/"]
        {
            assert!(!html.contains(never), "{}: {never}", format.name);
        }
        let hrefs = html.matches("href=").count();
        assert_eq!(hrefs, html.matches("href=\"#").count(), "{}", format.name);
        assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
        assert!(html.contains("<meta charset=\"utf-8\">") && html.len() < 400_000, "{}", html.len());
    }
}

#[test]
fn what_an_operator_wrote_stays_text() {
    let profile = Profile::load(
        r#"{"profile": 1, "name": "<script>x</script> | [a](https://x.example)",
            "fields": {"users": {"x": {"doc": "<img src=x onerror=alert(1)> | `a` **b**", "example": "`|<i>"}}}}"#,
    )
    .expect("a profile");
    let page = guide(crate::templates::format(), &profile, &practice());
    let html = page.html();
    for never in ["<script", "<img", "<i>", "https://x.example\"", "<strong>b"] {
        assert!(!html.contains(never), "{never}");
    }
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt; | `a` **b**"));
}
