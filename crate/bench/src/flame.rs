//! Samples of a program as a picture without script, and as a table.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Narrower boxes are left out, in parts of the whole.
const NARROWEST: f64 = 0.004;
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 17.0;

/// A function and what it called, counted in samples.
#[derive(Default)]
pub(crate) struct Frame {
    count: u64,
    calls: BTreeMap<String, Frame>,
}

impl Frame {
    /// Reads what `perf script -F ip,sym` prints: samples apart by empty lines,
    /// the innermost function first.
    pub(crate) fn read(script: &str) -> Self {
        let mut root = Self::default();
        for sample in script.split("\n\n") {
            let mut stack: Vec<String> = Vec::new();
            for line in sample.lines() {
                let Some((address, symbol)) = line.trim().split_once(' ') else { continue };
                // What starts a thread or the program is the same everywhere.
                if symbol.contains("__rust_begin_short_backtrace") {
                    break;
                }
                let kernel = address.starts_with("ffffffff");
                let name = if kernel { "kernel".to_owned() } else { short(symbol) };
                if stack.last() != Some(&name) {
                    stack.push(name);
                }
            }
            if stack.is_empty() {
                continue;
            }
            root.count += 1;
            let mut at = &mut root;
            for name in stack.into_iter().rev() {
                at = at.calls.entry(name).or_default();
                at.count += 1;
            }
        }
        root
    }

    /// Number of samples.
    pub(crate) fn samples(&self) -> u64 {
        self.count
    }

    /// Functions by the share of samples they were in themselves, most first.
    pub(crate) fn own(&self) -> Vec<(String, f64)> {
        let mut own = BTreeMap::new();
        self.collect("", &mut own);
        let mut own: Vec<_> = own
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count as f64 / self.count as f64))
            .collect();
        own.sort_by(|left, right| right.1.total_cmp(&left.1));
        own
    }

    fn collect<'a>(&'a self, name: &'a str, own: &mut BTreeMap<&'a str, u64>) {
        let below: u64 = self.calls.values().map(|frame| frame.count).sum();
        if !name.is_empty() {
            *own.entry(name).or_default() += self.count - below;
        }
        self.calls.iter().for_each(|(name, frame)| frame.collect(name, own));
    }

    /// The picture: callers above, as wide as their share.
    pub(crate) fn svg(&self, title: &str) -> String {
        let (mut boxes, mut deepest) = (String::new(), 0);
        self.draw(0.0, 0, WIDTH / self.count.max(1) as f64, &mut boxes, &mut deepest);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" \
             font-family=\"sans-serif\" font-size=\"11\"><title>{title}</title>\
             <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\
             <text x=\"4\" y=\"15\" font-weight=\"bold\">{title}</text>\n{boxes}</svg>\n",
            HEIGHT * (f64::from(deepest) + 1.5) + 8.0
        )
    }

    fn draw(&self, left: f64, depth: u32, scale: f64, boxes: &mut String, deepest: &mut u32) {
        let mut left = left;
        for (name, frame) in &self.calls {
            let width = frame.count as f64 * scale;
            if width >= NARROWEST * WIDTH {
                *deepest = (*deepest).max(depth + 1);
                let top = HEIGHT * f64::from(depth + 1) + 5.0;
                let share = 100.0 * width / WIDTH;
                let name = escaped(name);
                // Warm for our own functions, cool for what they stand on.
                let fill = if name.contains("expatch") { "#f4a460" } else { "#cfd8dc" };
                let _ = write!(
                    boxes,
                    "<g><title>{name}: {share:.1} %</title><rect x=\"{left:.1}\" y=\"{top}\" \
                     width=\"{width:.1}\" height=\"{}\" fill=\"{fill}\" stroke=\"#fff\"/>",
                    HEIGHT - 1.0
                );
                // About six units a letter.
                let room = (width / 6.0) as usize;
                if room >= 4 {
                    let end = name.rsplit("::").next().unwrap_or(&name);
                    let text = if name.len() <= room { &name } else { end };
                    let text: String = text.chars().take(room).collect();
                    // A cut entity is no entity.
                    let text = match text.rfind('&') {
                        Some(at) if !text[at..].contains(';') => &text[..at],
                        _ => &text,
                    };
                    let _ = write!(
                        boxes,
                        "<text x=\"{:.1}\" y=\"{}\">{text}</text>",
                        left + 2.0,
                        top + 12.0
                    );
                }
                boxes.push_str("</g>\n");
                frame.draw(left, depth + 1, scale, boxes, deepest);
            }
            left += width;
        }
    }
}

/// A symbol without type parameters and closures: `<Vec<T> as Drop>::drop` and
/// `Vec<T>::push` become `Vec::drop` and `Vec::push`.
fn short(symbol: &str) -> String {
    let mut name = String::new();
    let mut depth = 0;
    let mut rest = symbol;
    while let Some(letter) = rest.chars().next() {
        match letter {
            // `<impl Type>` and `<Type as Trait>`: the type says where we are.
            '<' if depth == 0 && (name.is_empty() || name.ends_with("::")) => {
                let inner = rest[1..].strip_prefix("impl ").unwrap_or(&rest[1..]);
                let end = inner.find([' ', '<', '>', ',']).unwrap_or(inner.len());
                name.push_str(inner[..end].trim_start_matches('&'));
                depth += 1;
            }
            '<' => depth += 1,
            // An arrow of a function type closes nothing.
            '>' => depth = if depth > 0 { depth - 1 } else { 0 },
            _ if depth == 0 => name.push(letter),
            _ => {}
        }
        rest = &rest[letter.len_utf8()..];
    }
    name.replace("::{{closure}}", "").replace("::{closure#0}", "")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\n\t  1 expatch::scan\n\t  2 main\n\t  3 std::sys::backtrace::__rust_begin_short_backtrace\n\n\
        \n\tffffffff81 fault\n\tffffffff82 entry\n\t  2 main\n\n";

    #[test]
    fn samples_are_counted_where_they_were_taken() {
        let frame = Frame::read(SCRIPT);
        assert_eq!(frame.samples(), 2);
        let own = frame.own();
        assert!(own.contains(&("expatch::scan".to_owned(), 0.5)), "{own:?}");
        assert!(own.contains(&("kernel".to_owned(), 0.5)), "{own:?}");
        assert!(own.contains(&("main".to_owned(), 0.0)), "{own:?}");
    }

    #[test]
    fn the_picture_has_a_box_for_each_function() {
        let svg = Frame::read(SCRIPT).svg("test");
        assert!(svg.contains("<title>expatch::scan: 50.0 %</title>"), "{svg}");
        assert!(svg.contains("<title>main: 100.0 %</title>"), "{svg}");
        assert!(!svg.contains("<script"), "{svg}");
    }

    #[test]
    fn names_lose_their_parameters() {
        assert_eq!(
            short("alloc::raw_vec::RawVecInner<A>::grow"),
            "alloc::raw_vec::RawVecInner::grow"
        );
        assert_eq!(short("<alloc::vec::Vec<T> as Drop>::drop"), "alloc::vec::Vec::drop");
        assert_eq!(short("a::<impl b::C>::d::{{closure}}"), "a::b::C::d");
    }
}
