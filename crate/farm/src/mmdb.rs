//! A tiny MMDB file, for tests: the format of MaxMind's databases, written
//! after its public description (<https://maxmind.github.io/MaxMind-DB/>).

use std::net::Ipv4Addr;

/// A value of the format's data section.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(u32),
    /// A number of two bytes, as the format wants some.
    Short(u16),
    /// A number of eight bytes.
    Long(u64),
    /// Names with values.
    Map(Vec<(&'static str, Value)>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Writes a database of IPv4 blocks with 32-bit records.
#[derive(Debug)]
pub struct Writer {
    /// Two records a node.
    nodes: Vec<[Record; 2]>,
    data: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Record {
    Empty,
    Node(u32),
    Data(u32),
}

impl Default for Writer {
    fn default() -> Self {
        Self { nodes: vec![[Record::Empty; 2]], data: Vec::new() }
    }
}

impl Writer {
    /// Adds a block; later ones win.
    #[must_use]
    pub fn with(mut self, first: Ipv4Addr, prefix: u8, value: &Value) -> Self {
        let offset = self.data.len() as u32;
        encode(value, &mut self.data);
        let bits = u32::from(first);
        let mut node = 0usize;
        for depth in 0..prefix {
            let side = (bits >> (31 - depth) & 1) as usize;
            if depth + 1 == prefix {
                self.nodes[node][side] = Record::Data(offset);
                break;
            }
            node = match self.nodes[node][side] {
                Record::Node(next) => next as usize,
                // A larger block stood here: both halves below inherit it.
                above => {
                    self.nodes.push([above; 2]);
                    let next = self.nodes.len() - 1;
                    self.nodes[node][side] = Record::Node(next as u32);
                    next
                }
            };
        }
        self
    }

    /// The file's bytes.
    pub fn finish(self, kind: &str) -> Vec<u8> {
        let count = self.nodes.len() as u32;
        let mut bytes = Vec::new();
        for record in self.nodes.iter().flatten() {
            let number = match record {
                Record::Empty => count,
                Record::Node(node) => *node,
                // Behind the tree come sixteen zero bytes, then the data.
                Record::Data(offset) => count + 16 + offset,
            };
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&[0; 16]);
        bytes.extend_from_slice(&self.data);
        bytes.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
        let metadata = Value::Map(vec![
            ("node_count", Value::Number(count)),
            ("record_size", Value::Short(32)),
            ("ip_version", Value::Short(4)),
            ("database_type", kind.into()),
            ("binary_format_major_version", Value::Short(2)),
            ("binary_format_minor_version", Value::Short(0)),
            ("build_epoch", Value::Long(1_637_539_200)),
        ]);
        encode(&metadata, &mut bytes);
        // `languages` and `description` may not be missing: an empty array
        // and an empty map, appended by hand and counted in the map's size.
        patch_metadata(&mut bytes);
        bytes
    }
}

fn patch_metadata(bytes: &mut Vec<u8>) {
    let mark = b"\xab\xcd\xefMaxMind.com";
    let at = bytes.windows(mark.len()).rposition(|window| window == mark);
    let control = at.expect("the mark was just written") + mark.len();
    bytes[control] += 2;
    encode(&"languages".into(), bytes);
    bytes.extend_from_slice(&[0x00, 0x04]);
    encode(&"description".into(), bytes);
    bytes.push(7 << 5);
}

fn encode(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Text(text) => {
            control(2, text.len(), bytes);
            bytes.extend_from_slice(text.as_bytes());
        }
        Value::Number(number) => {
            control(6, 4, bytes);
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        Value::Short(number) => {
            control(5, 2, bytes);
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        // Types above 7 have a byte of their own.
        Value::Long(number) => {
            bytes.extend_from_slice(&[8, 9 - 7]);
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        Value::Map(entries) => {
            control(7, entries.len(), bytes);
            for (name, value) in entries {
                encode(&(*name).into(), bytes);
                encode(value, bytes);
            }
        }
    }
}

/// A type and a size; sizes from 29 on take another byte.
fn control(kind: u8, size: usize, bytes: &mut Vec<u8>) {
    match size {
        0..29 => bytes.push(kind << 5 | size as u8),
        29..285 => bytes.extend_from_slice(&[(kind << 5) | 0x1d, (size - 29) as u8]),
        _ => panic!("tests need no value of {size} bytes"),
    }
}
