package rules

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// clientPin is a place that says which version of a runtime interface client is installed.
type clientPin struct {
	version string // "4.0.2"; of a range its least version
	exact   bool
	file    *source.File
	span    source.Span // of the version as written
}

// clientPins are the versions of a language's client that RUN instructions and manifests of the stages that make the image write out.
func clientPins(i *image.Image, language lambda.Language) []clientPin {
	name := lambda.Client(language).Package
	if name == "" {
		return nil
	}
	pins := pinsInRuns(i, name)
	read := map[string]bool{}
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) {
			continue
		}
		for _, m := range s.Mappings() {
			if m.Stage != nil || m.Source.Kind != image.SourcePath || !m.Source.Path.Known || m.Step.Copy.FromImage.Text != "" || m.Step.Copy.FromUnknown {
				continue
			}
			pins = append(pins, pinsInManifests(i, m.Source.Path.Text, name, read)...)
		}
	}
	return pins
}

func pinsInRuns(i *image.Image, name string) []clientPin {
	var pins []clientPin
	for _, c := range runCommands(i) {
		for _, w := range c.Unwrap().Words {
			rest, ok := strings.CutPrefix(w.Text, name)
			if !ok || !w.Known || !w.Source.Contiguous() {
				continue
			}
			if version, exact, at, found := pinnedVersion(rest); found {
				start := w.Source.String()
				offset := strings.Index(start, name) + len(name) + at
				pins = append(pins, clientPin{version, exact, i.File.Source, w.Source.Span(offset, offset+len(version))})
			}
		}
	}
	return pins
}

// pinnedVersion reads what stands behind a package's name: "==3.0.0", "@^4.0.0", ":2.0.0", "[x]==1". at is where the version begins.
func pinnedVersion(text string) (version string, exact bool, at int, ok bool) {
	operator := strings.IndexAny(text, "=@:~^>")
	if operator < 0 || operator > 0 && text[0] != '[' && text[0] != ' ' {
		return "", false, 0, false
	}
	at = operator
	for at < len(text) && strings.ContainsRune("=@:~^> \"", rune(text[at])) {
		at++
	}
	sign := strings.Trim(text[operator:at], " \"")
	end := at
	for end < len(text) && (text[end] == '.' || text[end] >= '0' && text[end] <= '9') {
		end++
	}
	if end == at || sign == ">" || strings.HasPrefix(sign, ">") && !strings.HasPrefix(sign, ">=") {
		return "", false, 0, false
	}
	return text[at:end], sign == "==" || sign == "@" || sign == ":" || sign == "===", at, true
}

// pinsInManifests reads requirements.txt and package.json where a COPY takes them by name, or the folder that they lie in.
func pinsInManifests(i *image.Image, from, name string, read map[string]bool) []clientPin {
	context := i.Inputs.Context
	if context == nil {
		return nil
	}
	var pins []clientPin
	base := strings.TrimPrefix(path.Clean("/"+from), "/")
	for _, candidate := range []string{base, path.Join(base, "requirements.txt"), path.Join(base, "package.json"), path.Join(path.Dir(base), "package.json")} {
		file := path.Base(candidate)
		isList := strings.HasPrefix(file, "requirements") && strings.HasSuffix(file, ".txt")
		if !isList && file != "package.json" || read[candidate] || !fs.ValidPath(candidate) {
			continue
		}
		read[candidate] = true
		text, err := fs.ReadFile(context, candidate)
		if err != nil || len(text) > maxManifest {
			continue
		}
		pins = append(pins, pinsInText(source.New(path.Join(i.Inputs.ContextDir, candidate), string(text)), name, isList)...)
	}
	return pins
}

// maxManifest bounds a manifest that is read, in bytes.
const maxManifest = 1 << 20

func pinsInText(f *source.File, name string, list bool) []clientPin {
	mark := name
	if !list {
		mark = "\"" + name + "\""
	}
	var pins []clientPin
	for n := range f.Lines() {
		line := f.Line(n)
		text := f.Slice(line)
		at := strings.Index(text, mark)
		if at < 0 || list && strings.TrimSpace(text[:at]) != "" {
			continue
		}
		behind := at + len(mark)
		if version, exact, offset, ok := pinnedVersion(text[behind:]); ok {
			start := line.Start + behind + offset
			pins = append(pins, clientPin{version, exact || !list && !strings.ContainsAny(text[behind:], "^~>*x"), f, source.Span{Start: start, End: start + len(version)}})
		}
	}
	return pins
}

// unsupportedClient reports clients that do not run on the language's version of the final image.
func unsupportedClient(p *analysis.Pass, i *image.Image, language lambda.Language) {
	have := i.Start.Version
	if i.Start.Kind != image.Client || i.Start.Language != language || have == "" || !strings.Contains(have+".", ".") {
		return
	}
	client := lambda.Client(language)
	for _, pin := range clientPins(i, language) {
		needs, ok := lambda.ClientNeeds(language, pin.version)
		if !ok || !lambda.VersionBefore(have, needs) {
			continue
		}
		p.Report(analysis.Diagnostic{
			File: pin.file, Span: pin.span,
			Message: fmt.Sprintf("%s %s needs %s %s or newer, and the image has %s", client.Package, pin.version, language.Title(), needs, have),
			Related: []analysis.Related{{File: i.File.Source, Span: i.Final.RootStage().Reference.Inner(), Message: "the image is told here"}},
		})
	}
}
