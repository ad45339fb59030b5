//! Places in a record: `/` goes down, `*` is any member, `tag[@name=x]` a
//! member that has that value; lists are walked by themselves.

use crate::node::Node;
use std::borrow::Cow;

/// A path, cut at its slashes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Path(Vec<Step>);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Step {
    /// The member of this name.
    Name(String),
    /// Every member.
    Any,
    /// The member's own name.
    Key,
    /// The members of a name whose own member has a value.
    Where { name: String, member: String, value: String },
}

impl Path {
    /// Reads a path. A single dot is the record itself.
    pub(crate) fn new(text: &str) -> Self {
        let steps = text.split('/').filter(|step| *step != ".").map(|step| match step {
            "*" => Step::Any,
            "@key" => Step::Key,
            _ => match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
                Some((name, condition)) => {
                    let (member, value) = condition.split_once('=').unwrap_or((condition, ""));
                    Step::Where {
                        name: name.to_owned(),
                        member: member.to_owned(),
                        value: value.to_owned(),
                    }
                }
                None => Step::Name(step.to_owned()),
            },
        });
        Self(steps.collect())
    }

    /// The name, where the path is one step.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.0[..] {
            [Step::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// Hands over everything that stands at the path, with the name of the
    /// member it was reached by.
    pub(crate) fn each<'n, 'a>(
        &self,
        node: &'n Node<'a>,
        key: &'n str,
        found: &mut dyn FnMut(&'n str, &'n Node<'a>),
    ) {
        walk(&self.0, node, key, found);
    }

    /// Whether anything but null stands there.
    pub(crate) fn leads(&self, node: &Node<'_>) -> bool {
        let mut any = false;
        self.each(node, "", &mut |_, found| any |= !matches!(found, Node::Null));
        any
    }

    /// Whether something stands there that is reached through no list: the
    /// shape of a record, not of a list of records.
    pub(crate) fn stands(&self, node: &Node<'_>) -> bool {
        fn stands(steps: &[Step], node: &Node<'_>) -> bool {
            match steps.split_first() {
                None => !matches!(node, Node::Null),
                Some((Step::Name(name), rest)) => {
                    node.get(name).is_some_and(|node| stands(rest, node))
                }
                Some((Step::Any, rest)) => node.members().any(|(_, node)| stands(rest, node)),
                Some((Step::Where { name, member, value }, rest)) => {
                    node.get(name).is_some_and(|node| {
                        node.get(member).and_then(Node::as_str) == Some(value) && stands(rest, node)
                    })
                }
                Some(_) => false,
            }
        }
        stands(&self.0, node)
    }

    /// The texts and numbers at the path.
    pub(crate) fn texts<'n>(&self, node: &'n Node<'_>, key: &'n str) -> Vec<Cow<'n, str>> {
        if self.0.last() == Some(&Step::Key) {
            let mut keys = Vec::new();
            let above = Self(self.0[..self.0.len() - 1].to_vec());
            above.each(node, key, &mut |key, _| keys.push(Cow::Borrowed(key)));
            return keys;
        }
        let mut texts = Vec::new();
        self.each(node, key, &mut |_, found| scalars(found, &mut texts));
        texts
    }
}

/// A text, a number, or what lists and XML elements hold of those.
fn scalars<'n>(node: &'n Node<'_>, texts: &mut Vec<Cow<'n, str>>) {
    match node {
        Node::Text(text) if !text.trim().is_empty() => texts.push(Cow::Borrowed(text.trim())),
        Node::Number(number) => texts.push(Cow::Owned(number.to_string())),
        Node::List(list) => list.iter().for_each(|node| scalars(node, texts)),
        Node::Object(_) => {
            if let Some(text) = node.get("#text") {
                scalars(text, texts);
            }
        }
        _ => {}
    }
}

fn walk<'n, 'a>(
    steps: &[Step],
    node: &'n Node<'a>,
    key: &'n str,
    found: &mut dyn FnMut(&'n str, &'n Node<'a>),
) {
    let Some((step, rest)) = steps.split_first() else {
        if let Node::List(list) = node {
            list.iter().for_each(|node| walk(steps, node, key, found));
        } else {
            found(key, node);
        }
        return;
    };
    match (node, step) {
        (Node::List(list), _) => list.iter().for_each(|node| walk(steps, node, key, found)),
        (_, Step::Name(name)) => {
            if let Some(member) = node.get(name) {
                walk(rest, member, key, found);
            }
        }
        (_, Step::Any) => {
            for (key, member) in node.members() {
                walk(rest, member, key, found);
            }
        }
        (_, Step::Key) => {}
        (_, Step::Where { name, member, value }) => {
            let Some(all) = node.get(name) else { return };
            let all = all.as_array().map_or_else(|| std::slice::from_ref(all), Vec::as_slice);
            let fits =
                |node: &&Node<'a>| node.get(member).and_then(Node::as_str) == Some(value.as_str());
            all.iter().filter(fits).for_each(|node| walk(rest, node, key, found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, json: &str, expected: &[&str]) {
        let node: Node<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(Path::new(path).texts(&node, ""), expected);
    }

    #[test]
    fn paths_go_through_lists_members_and_conditions() {
        let json = r##"{"a":[{"b":1},{"b":"x"}],"tag":[{"@n":"p","#text":"in"},{"@n":"q","#text":"out"}],"m.n":{"k":{"s":2}}}"##;
        check("a/b", json, &["1", "x"]);
        check("tag[@n=q]", json, &["out"]);
        check("m.n/*/s", json, &["2"]);
        check("m.n/*/@key", json, &["k"]);
        check("missing/b", json, &[]);
    }
}
