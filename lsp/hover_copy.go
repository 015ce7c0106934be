package lsp

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

// mostFiles bounds how many files of a folder are looked at for a hover.
const mostFiles = 2000

// copyText says where a COPY or ADD puts what, and what the ignore file drops of it.
func copyText(v *analysis.Variant, at spot) string {
	i := v.Image
	if at.step == nil || at.step.Copy == nil {
		return ""
	}
	var lines []string
	for _, m := range at.stage.Mappings() {
		if m.Step != at.step || at.kind == onSource && m.Source.Word.Span() != at.word.Span() {
			continue
		}
		lines = append(lines, mappingText(v, at.stage, m))
	}
	head := "Copies"
	if c := at.step.Copy; c.From != nil {
		head += " from the stage " + code(stageTitle(c.From))
	} else if c.FromImage.Known && c.FromImage.Text != "" {
		head += " from the image " + code(c.FromImage.Text)
	}
	if at.stage != i.Final && !i.ReachesFinal(at.stage) {
		lines = append(lines, "nothing of this stage is in the image of the function")
	}
	return head + list(lines...)
}

// stageTitle is a stage's name, or its number.
func stageTitle(s *image.Stage) string {
	if s.Name != "" {
		return s.Name
	}
	return itoa(s.Index)
}

func mappingText(v *analysis.Variant, stage *image.Stage, m image.Mapping) string {
	where := "to a place that is not known"
	if m.Dest != "" {
		where = "to " + code(landing(stage, m))
	}
	source := code(m.Source.Word.Value)
	switch m.Source.Kind {
	case image.SourceHeredoc:
		return fmt.Sprintf("the text in the Dockerfile %s", where)
	case image.SourceURL, image.SourceGit:
		return fmt.Sprintf("what is downloaded from %s %s", source, where)
	}
	return fmt.Sprintf("%s %s%s", source, where, contextText(v, m))
}

// contextText says what a source of the build context holds: its size, the number of files, and those that the ignore file drops.
func contextText(v *analysis.Variant, m image.Mapping) string {
	context := v.Image.Inputs.Context
	if context == nil || m.Stage != nil || m.Step.Copy.FromImage.Text != "" || m.Step.Copy.FromUnknown || !m.Source.Path.Known {
		return ""
	}
	name := strings.TrimPrefix(path.Clean("/"+m.Source.Path.Text), "/")
	if name == "" {
		name = "."
	}
	if strings.ContainsAny(name, "*?[") {
		matches, err := fs.Glob(context, name)
		if err != nil {
			return ""
		}
		return fmt.Sprintf(": %s match", counted(len(matches), "file"))
	}
	info, err := fs.Stat(context, name)
	switch {
	case err != nil:
		return ", **which is not in the build context**"
	case !info.IsDir():
		return fmt.Sprintf(" (%s)", size(info.Size()))
	}
	return folderText(v, name)
}

// folderText counts a folder's files and names what the ignore file keeps out of the image.
func folderText(v *analysis.Variant, dir string) string {
	total, files, complete := int64(0), 0, true
	drops := v.Image.IgnoreFilter()
	var dropped []string
	_ = fs.WalkDir(v.Image.Inputs.Context, dir, func(name string, entry fs.DirEntry, err error) error { // what cannot be read is not counted
		switch {
		case err != nil:
			return nil
		case files >= mostFiles:
			complete = false
			return fs.SkipAll
		case drops(name):
			dropped = append(dropped, name)
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		files++
		if info, err := entry.Info(); err == nil {
			total += info.Size()
		}
		return nil
	})
	text := fmt.Sprintf(": %s, %s", counted(files, "file"), size(total))
	if !complete {
		text = fmt.Sprintf(": more than %d files", mostFiles)
	}
	if len(dropped) > 0 {
		slices.Sort(dropped)
		more := ""
		if len(dropped) > 5 {
			dropped, more = dropped[:5], " …"
		}
		text += "; the ignore file drops " + codes(dropped) + more
	}
	return text
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// size is a number of bytes as people say it.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1000_000)
}
