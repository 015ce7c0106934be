//! Starts lambdock in Zed: the program that the settings name, else the one on the PATH.

use zed_extension_api::{self as zed, settings::LspSettings, LanguageServerId, Result, Worktree};

const SERVER: &str = "lambdock";

struct Lambdock;

impl zed::Extension for Lambdock {
    fn new() -> Self {
        Lambdock
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<zed::Command> {
        let chosen = LspSettings::for_worktree(SERVER, worktree)
            .ok()
            .and_then(|settings| settings.binary)
            .and_then(|binary| binary.path);
        let command = chosen.or_else(|| worktree.which(SERVER)).ok_or(
            "lambdock is not on the PATH: go install github.com/lambdock/lambdock/cmd/lambdock@latest, \
             or name it in the setting lsp.lambdock.binary.path",
        )?;
        Ok(zed::Command { command, args: vec!["lsp".into()], env: worktree.shell_env() })
    }

    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<zed::serde_json::Value>> {
        let settings = LspSettings::for_worktree(SERVER, worktree).ok().and_then(|settings| settings.settings);
        Ok(settings.map(|lambdock| zed::serde_json::json!({ SERVER: lambdock })))
    }
}

zed::register_extension!(Lambdock);
