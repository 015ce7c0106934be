package lsp

import (
	"fmt"
	"testing"
)

// TestSettingsDecide has the real engine take its configuration in each way that an editor has to give it.
func TestSettingsDecide(t *testing.T) {
	const ignoring = `{"ignore":["yum-on-al2023"]}`
	configuration := `{"workspace":{"configuration":true}}`
	for _, tt := range []struct {
		name, capabilities, options, answer string
		then                                func(e *editor, root string)
	}{
		{"with initialize", noCapabilities, ignoring, "", func(*editor, string) {}},
		{"with initialize, in a section", noCapabilities, `{"lambdock":` + ignoring + `}`, "", func(*editor, string) {}},
		{"asked for", configuration, `null`, `[` + ignoring + `]`, func(*editor, string) {}},
		{"pushed", noCapabilities, `null`, "", func(e *editor, _ string) {
			e.notify("workspace/didChangeConfiguration", `{"settings":{"lambdock":`+ignoring+`}}`)
		}},
		{"asked for again", configuration, `null`, `[null]`, func(e *editor, _ string) {
			e.await("a question", func(m wireMessage) bool { return m.Method == "workspace/configuration" })
			e.mu.Lock()
			e.answers["workspace/configuration"] = `[` + ignoring + `]`
			e.mu.Unlock()
			e.notify("workspace/didChangeConfiguration", `{"settings":null}`)
		}},
		{"in an unsaved .lambdock.yaml", noCapabilities, `null`, "", func(e *editor, root string) {
			e.open(uriIn(root, ".lambdock.yaml"), "yaml", "ignore: [yum-on-al2023]\n")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root := lambdaProject(t)
			uri := uriIn(root, "Dockerfile")
			e := startEditor(t, realOptions())
			if tt.answer != "" {
				e.answers["workspace/configuration"] = tt.answer
			}
			e.ask("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%q,"capabilities":%s,"initializationOptions":%s}`, uriOfPath(root, "linux"), tt.capabilities, tt.options))
			e.notify("initialized", `{}`)
			e.open(uri, "dockerfile", lambdaDockerfile+"RUN yum install -y make\n")
			tt.then(e, root)
			e.published(uri)
		})
	}
}

func TestBrokenConfigurationIsShownOnce(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": lambdaDockerfile, "b.Dockerfile": lambdaDockerfile, ".lambdock.yaml": "ignore: 7\n"})
	e := startEditor(t, realOptions())
	e.initialize(root, noCapabilities)
	shown := func(m wireMessage) bool { return m.Method == "window/showMessage" }
	e.await("a message", shown)
	e.open(uriIn(root, ".lambdock.yaml"), "yaml", "ignore: []\n")
	e.published(uriIn(root, "Dockerfile"), "yum-on-al2023")
	for _, m := range e.received() {
		if shown(m) {
			t.Errorf("shown again: %s", m.Params)
		}
	}
}
