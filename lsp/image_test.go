package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// shownImage is what tests look at in an answer to lambdock/image.
type shownImage struct {
	Images []struct{ Title string }
	Built  []struct {
		Size   int64
		Layers []struct {
			Size int64
			Line int
		}
	}
}

func (e *editor) image(uri string) (shown shownImage) {
	e.t.Helper()
	m := e.ask("lambdock/image", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))
	if err := json.Unmarshal(m.Result, &shown); err != nil || m.Error != nil {
		e.t.Fatalf("got %s, %v", m.Result, m.Error)
	}
	return shown
}

func TestAnImageTellsWhatItsLastBuildMade(t *testing.T) {
	e, uri := runsEditor(t, &fakeDocker{build: buildsWell}, noCapabilities, `{"imageRefresh":true}`)
	if shown := e.image(uri); len(shown.Built) != 0 || shown.Images[0].Title != "Python 3.13" {
		t.Errorf("before the build %+v", shown)
	}
	e.answerTo(e.starts("lambdock.build", uri))
	e.await("a refresh", func(m wireMessage) bool { return m.Method == "lambdock/image/refresh" })
	if shown := e.image(uri); len(shown.Built) != 1 || shown.Built[0].Size != 182_000_000 || len(shown.Built[0].Layers) != 1 {
		t.Errorf("after the build %+v", shown)
	}
	e.change(uri, 2, "FROM scratch\n"+runsFile)
	if shown := e.image(uri); len(shown.Built) != 0 {
		t.Errorf("after an edit %+v", shown)
	}
}

func TestTheImagesOfAWorkspaceAreListed(t *testing.T) {
	e, uri := runsEditor(t, &fakeDocker{}, noCapabilities, `{}`, map[string]string{
		"web/Dockerfile": "FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n",
		"template.yaml": `Resources:
  One:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Architectures: [arm64]}
    Metadata: {Dockerfile: Dockerfile, DockerContext: .}
`,
	})
	m := e.ask("lambdock/images", `{}`)
	var listed struct{ Images []listedImage }
	if err := json.Unmarshal(m.Result, &listed); err != nil || len(listed.Images) != 1 {
		t.Fatalf("got %s, %v", m.Result, m.Error)
	}
	got := listed.Images[0]
	if got.URI != uri || got.Path != "Dockerfile" || got.Title != "Python 3.13 · arm64" || !slices.Equal(got.Functions, []string{"One"}) {
		t.Errorf("got %+v", got)
	}
}
