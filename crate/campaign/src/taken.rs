//! What became of imported rows: each is counted once.

/// What became of imported rows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Taken {
    /// Targets that were not there.
    pub new: u64,
    /// Rows that replaced an older observation.
    pub replaced: u64,
    /// Rows that somebody saw earlier than what stands there.
    pub older: u64,
    /// Rows that say what is there already.
    pub same: u64,
    /// Rows that say something else of the same time.
    pub conflicting: u64,
    /// Rows that show no Exchange server, of targets that were not there.
    pub nothing: u64,
    /// Rows that name no host, of those that show a server.
    pub unplaced: u64,
}

impl std::ops::AddAssign for Taken {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.replaced += more.replaced;
        self.older += more.older;
        self.same += more.same;
        self.conflicting += more.conflicting;
        self.nothing += more.nothing;
        self.unplaced += more.unplaced;
    }
}
