//! `serve`: the page on loopback, for a person.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::Context as _;

use crate::cargo;
use crate::page;
use crate::project::Project;
use crate::static_server::StaticServer;
use crate::steps::Steps;
use crate::tools::Toolbox;

/// How many ports after the wished one are tried.
const PORTS_TRIED: u16 = 20;

/// Builds and serves until the person ends it.
pub(crate) fn run(steps: &mut Steps, project: &Project, port: u16, watch: bool) -> Option<()> {
    if watch {
        page::set_up(steps, project)?;
        let toolbox = steps.run("build tools", |output| Toolbox::for_watch(project, output))?;
        return steps.run("watch", |_| watch_with_trunk(project, &toolbox, port));
    }
    let dist = page::build(steps, project, None)?;
    let server = steps.run("server", |_| {
        StaticServer::start(&dist, "/", listen_near(port)?).context("the server does not start")
    })?;
    println!("\nPentimento is at {}  (Ctrl+C ends it)", server.address());
    server.wait();
    Some(())
}

/// Trunk's own server: builds without optimisation, builds again and reloads on change.
fn watch_with_trunk(project: &Project, toolbox: &Toolbox, port: u16) -> anyhow::Result<()> {
    // Trunk binds the port itself; ours is let go first.
    let port = listen_near(port)?.local_addr()?.port();
    let mut trunk = toolbox.command("trunk")?;
    trunk
        .current_dir(project.root())
        // It looks for its tools on the search path, and has no TLS to download others.
        .args(["--offline=true", "--skip-version-check"])
        // Trunk 0.21 reads it as a flag of its own and takes `true` and `false` only.
        .env_remove("NO_COLOR");
    cargo::keep_own_flags(&mut trunk);
    trunk.args(["serve", "--address", "127.0.0.1", "--port", &port.to_string()]);
    let status = trunk.status().context("cannot run trunk")?;
    anyhow::ensure!(status.success(), "trunk serve ended ({status})");
    Ok(())
}

/// Listens on this port of loopback, or on the next that is free; 0 = any.
///
/// # Errors
/// When none of the ports tried is free.
pub(crate) fn listen_near(port: u16) -> anyhow::Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(PORTS_TRIED) };
    (port..=last)
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .with_context(|| format!("no port from {port} to {last} is free on 127.0.0.1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_gives_the_next() {
        let taken = listen_near(0).unwrap();
        let port = taken.local_addr().unwrap().port();
        let next = listen_near(port).unwrap().local_addr().unwrap().port();
        assert!(next > port && next <= port + PORTS_TRIED, "{port} {next}");
    }
}
