//! A server that listens for real, for tests of what clients do to it.

use expatch_server::Config;
use expatch_server::State;
use expatch_server::serve_on;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// It runs until `stop` is called.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) served: JoinHandle<()>,
}

pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Running {
    let mut config = Config::default();
    change(&mut config);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let state = State::new(config).unwrap();
    let served = tokio::spawn(serve_on(listener, state, async move {
        let _ = stopped.await;
    }));
    Running { address, stop, served }
}
