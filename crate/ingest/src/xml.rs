//! An XML element as a value: attributes are members that begin with `@`, its
//! own text is `#text`, elements of one name are a list.

use crate::node::Node;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use std::borrow::Cow;

/// Deeper than any scanner writes.
const DEEPEST: usize = 64;

/// Reads one element with all below it.
pub(crate) fn element(raw: &[u8]) -> Result<Node<'static>, String> {
    let mut reader = Reader::from_reader(raw);
    let mut open: Vec<Element> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(format!("elements are nested deeper than {DEEPEST}"));
                }
                open.push(Element::of(&start));
            }
            Event::Empty(start) => match open.last_mut() {
                Some(parent) => parent.push(Element::of(&start)),
                None => return Ok(Element::of(&start).node()),
            },
            Event::End(_) => {
                let Some(done) = open.pop() else { return Err("an end without a start".into()) };
                match open.last_mut() {
                    Some(parent) => parent.push(done),
                    None => return Ok(done.node()),
                }
            }
            Event::Text(text) => add(&mut open, &String::from_utf8_lossy(text.as_ref().as_ref())),
            Event::CData(text) => add(&mut open, &String::from_utf8_lossy(text.as_ref().as_ref())),
            Event::GeneralRef(name) => {
                let name = String::from_utf8_lossy(name.as_ref().as_ref()).into_owned();
                let whole = format!("&{name};");
                add(&mut open, &quick_xml::escape::unescape(&whole).unwrap_or(Cow::Borrowed("")));
            }
            Event::Eof => return Err("the element does not end".into()),
            _ => {}
        }
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

struct Element {
    name: String,
    members: Vec<(Cow<'static, str>, Node<'static>)>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Self {
        let name = start.local_name().as_ref().to_owned();
        let mut attributes = start.attributes();
        let members = attributes.with_checks(false).flatten().map(|attribute| {
            let name = format!("@{}", attribute.key.local_name().as_ref());
            let value = quick_xml::escape::unescape(&attribute.value);
            let value = value.map_or_else(|_| attribute.value.to_string(), Cow::into_owned);
            (Cow::Owned(name), Node::Text(Cow::Owned(value)))
        });
        let members = members.collect();
        Self { name, members, text: String::new() }
    }

    fn push(&mut self, child: Self) {
        let name = child.name.clone();
        let child = child.node();
        match self.members.iter_mut().find(|(have, _)| *have == name) {
            Some((_, Node::List(list))) => list.push(child),
            Some((_, first)) => {
                let before = std::mem::replace(first, Node::Null);
                *first = Node::List(vec![before, child]);
            }
            None => self.members.push((Cow::Owned(name), child)),
        }
    }

    fn node(mut self) -> Node<'static> {
        let text = self.text.trim();
        if self.members.is_empty() {
            return Node::Text(Cow::Owned(text.to_owned()));
        }
        if !text.is_empty() {
            self.members.push((Cow::Borrowed("#text"), Node::Text(Cow::Owned(text.to_owned()))));
        }
        Node::Object(self.members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_texts_and_repeated_elements() {
        let xml = br#"<host name="a&amp;b"><tag n="1">x</tag><tag n="2"/><out>1 &lt; 2 <![CDATA[<raw>]]></out></host>"#;
        let node = element(xml).expect("it is well formed");
        let said = |path: &str| node.pointer(path).and_then(Node::as_str).map(str::to_owned);
        assert_eq!(said("/@name").as_deref(), Some("a&b"));
        assert_eq!(said("/tag/0/#text").as_deref(), Some("x"));
        assert_eq!(said("/tag/1/@n").as_deref(), Some("2"));
        assert_eq!(said("/out").as_deref(), Some("1 < 2 <raw>"));
        assert!(element(b"<host><open>").is_err());
    }
}
