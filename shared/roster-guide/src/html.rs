//! Markdown as one page of HTML that needs nothing else: styles inside, no scripts, links within the page alone.

use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// A page with a title. HTML in the Markdown is shown as text, links to elsewhere and images are left out.
pub fn page(title: &str, markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let events = tables(named(parser.filter_map(tame).collect()));
    let mut body = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut body, events.into_iter());
    let frame = include_str!("text/page.html");
    let (head, rest) = frame.split_once("{title}").unwrap_or((frame, ""));
    let (style, rest) = rest.split_once("{style}").unwrap_or((rest, ""));
    let (before, after) = rest.split_once("{body}").unwrap_or((rest, ""));
    [head, &escaped(title), style, include_str!("text/page.css"), before, &body, after].concat()
}

/// What the anchor of a heading is called, as code forges call it.
pub(crate) fn slug(heading: &str) -> String {
    let kept = heading.chars().flat_map(char::to_lowercase);
    let kept = kept.filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// An event without HTML of the Markdown's own and without anything that leads elsewhere.
fn tame(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let inside = dest_url.starts_with('#');
            let dest_url = if inside { dest_url } else { CowStr::Borrowed("#") };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        other => Some(other),
    }
}

/// Gives every heading the anchor that links within the Markdown mean; a second one of a name gets a number.
fn named(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let texts: Vec<String> = headings(&events).map(|text| anchor(&text, &mut seen)).collect();
    let mut texts = texts.into_iter();
    let name = |event| match event {
        Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
            Event::Start(Tag::Heading { level, id: texts.next().map(Into::into), classes, attrs })
        }
        other => other,
    };
    events.into_iter().map(name).collect()
}

fn anchor(text: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let slug = slug(text);
    let times = seen.entry(slug.clone()).and_modify(|times| *times += 1).or_insert(0);
    if *times == 0 { slug } else { format!("{slug}-{times}") }
}

/// The texts of all headings, in order.
fn headings<'e>(events: &'e [Event<'_>]) -> impl Iterator<Item = String> + 'e {
    let starts = events.iter().enumerate();
    let starts = starts.filter(|(_, event)| matches!(event, Event::Start(Tag::Heading { .. })));
    starts.map(|(at, _)| {
        let inside =
            events[at + 1..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
        inside.filter_map(words).collect()
    })
}

fn words<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// Tables in which each cell knows its column, so that a phone can show the cells of a row under each other.
fn tables(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let (mut out, mut labels, mut column, mut head) = (Vec::new(), Vec::<String>::new(), 0, false);
    let raw = |html: &'static str| Event::Html(CowStr::Borrowed(html));
    for event in events {
        match event {
            Event::Start(Tag::Table(_)) => {
                labels.clear();
                out.push(raw("<div class=\"table\"><table>\n"));
            }
            Event::End(TagEnd::Table) => out.push(raw("</tbody></table></div>\n")),
            Event::Start(Tag::TableHead) => {
                head = true;
                out.push(raw("<thead><tr>"));
            }
            Event::End(TagEnd::TableHead) => {
                head = false;
                out.push(raw("</tr></thead><tbody>\n"));
            }
            Event::Start(Tag::TableRow) => {
                column = 0;
                out.push(raw("<tr>"));
            }
            Event::End(TagEnd::TableRow) => out.push(raw("</tr>\n")),
            Event::Start(Tag::TableCell) if head => {
                labels.push(String::new());
                out.push(raw("<th>"));
            }
            Event::End(TagEnd::TableCell) if head => out.push(raw("</th>")),
            Event::Start(Tag::TableCell) => {
                let label = labels.get(column).map(|label| escaped(label)).unwrap_or_default();
                column += 1;
                out.push(Event::Html(format!("<td data-label=\"{label}\"><span>").into()));
            }
            Event::End(TagEnd::TableCell) => out.push(raw("</span></td>")),
            other => {
                if let (true, Some(label), Some(text)) = (head, labels.last_mut(), words(&other)) {
                    label.push_str(text);
                }
                out.push(other);
            }
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(markdown: &str) -> String {
        let page = page("T", markdown);
        let (_, rest) = page.split_once("<main>").expect("a body");
        rest.split_once("</main>").expect("an end").0.trim().to_owned()
    }

    #[test]
    fn headings_are_anchors_and_links_lead_to_them() {
        let html = body(
            "## R014 unknown-class\n\n## `users.csv` & co\n\n## Twice\n\n## Twice\n\n[x](#r014-unknown-class)",
        );
        for said in [
            "<h2 id=\"r014-unknown-class\">",
            "<h2 id=\"userscsv--co\">",
            "<h2 id=\"twice\">",
            "<h2 id=\"twice-1\">",
            "<a href=\"#r014-unknown-class\">x</a>",
        ] {
            assert!(html.contains(said), "{said}\n{html}");
        }
    }

    #[test]
    fn html_stays_text_and_nothing_leads_elsewhere() {
        let html = body(
            "<script>alert(1)</script>\n\nA <b onclick=\"x\">b</b> [a](https://x.example) ![i](https://x.example/i.png) <https://y.example>",
        );
        for never in ["<script", "<b", "href=\"http", "src=", "<img"] {
            assert!(!html.contains(never), "{never}\n{html}");
        }
        assert!(html.contains("&lt;script&gt;alert(1)"), "{html}");
        assert!(page("<i>\"&", "").contains("<title>&lt;i&gt;&quot;&amp;</title>"));
    }

    #[test]
    fn cells_know_their_columns() {
        let html = body("| a \"q\" | b |\n|---|---|\n| 1 | `x\\|y` |\n");
        assert!(html.contains("<thead><tr><th>a \"q\"</th><th>b</th></tr></thead><tbody>"), "{html}");
        assert!(html.contains("<tr><td data-label=\"a &quot;q&quot;\"><span>1</span></td><td data-label=\"b\"><span><code>x|y</code></span></td></tr>"), "{html}");
    }
}
