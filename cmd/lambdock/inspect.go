package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/analysis/report"
	"github.com/lambdock/lambdock/analysis/view"
)

func inspectCommand() *cobra.Command {
	var format, function string
	var color colorFlag
	cmd := &cobra.Command{
		Use:   "inspect DOCKERFILE",
		Short: "Show the image that a Dockerfile would build: stages, files, environment, and how its handler is found",
		Long: `Show the image that a Dockerfile would build, without building it: stages, files, environment, and how its handler is found.

What cannot be told from the files is marked with "?". A Dockerfile that is built in several ways gives several images.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return fmt.Errorf("unknown format %q, use text or json", format)
			}
			if err := color.check(); err != nil {
				return err
			}
			_, result, err := openDockerfile(args[0])
			if err != nil {
				return err
			}
			doc := view.Of(result.File, result.Variants, function)
			if len(doc.Images) == 0 {
				return &exit{exitUsage, fmt.Errorf("no function %s uses %s", function, args[0])}
			}
			if err := writeView(cmd.OutOrStdout(), doc, format, color.on(cmd.OutOrStdout())); err != nil {
				return &exit{exitFailed, fmt.Errorf("writing the image: %w", err)}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().StringVar(&function, "function", "", "show the image of this function alone")
	color.add(cmd.Flags())
	return cmd
}

func writeView(out io.Writer, doc *view.Document, format string, color bool) error {
	if format == "json" {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(doc)
	}
	var b strings.Builder
	for n, i := range doc.Images {
		if n > 0 {
			b.WriteString("\n")
		}
		inspected{&b, color}.image(doc.Dockerfile, i)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// inspected writes an image as a tree for people.
type inspected struct {
	b     *strings.Builder
	color bool
}

func (w inspected) line(format string, args ...any) { fmt.Fprintf(w.b, format+"\n", args...) }

func (w inspected) paint(s report.Style, text string) string {
	if !w.color || text == "" {
		return text
	}
	return s.Paint(text)
}

// title is the name of a part.
func (w inspected) title(text string) string { return w.paint(report.Bold, text) }

// aside is what can be read over.
func (w inspected) aside(text string) string { return w.paint(report.Faint, text) }

func (w inspected) image(dockerfile string, i *view.Image) {
	w.line("%s", w.paint(report.Cyan, dockerfile))
	w.links(i)
	if reasons := because(i.Lambda); reasons != "" {
		w.line("  Lambda: %s, for %s", i.Lambda.Class, reasons)
	} else {
		w.line("  Lambda: %s", i.Lambda.Class)
	}
	w.line("  context %s · platform %s", known(i.Context), known(i.Platform))
	for n, s := range i.Stages {
		w.stage(n, s, i)
	}
	if i.Start == nil {
		w.line("  which stage is built is not known")
		return
	}
	w.start(i.Start)
	w.environment(i.Environment)
	w.line("  %s", w.title("files"))
	w.nodes(i.Files, "    ")
}

// links says which functions and builds are tied to the Dockerfile, and what ties them.
func (w inspected) links(i *view.Image) {
	for _, f := range i.Functions {
		through := ""
		if f.Through != nil {
			through = ", " + placed(*f.Through)
		}
		w.line("  function %s (%s, %s)  %s", f.Name, f.Kind, placed(f.Place), w.aside(f.Reason+through))
	}
	for _, b := range i.Builds {
		w.line("  built by %s (%s)  %s", b.Tool, placed(b.Place), w.aside(b.Reason))
	}
}

func placed(p view.Place) string { return fmt.Sprintf("%s:%d", p.File, p.StartLine) }

func because(l view.Lambda) string {
	var reasons []string
	for _, e := range l.Evidence {
		if !e.Against {
			reasons = append(reasons, e.Text)
		}
	}
	return strings.Join(reasons, "; ")
}

// known is a text, or "?".
func known(t view.Text) string {
	if !t.Known {
		return "?"
	}
	return t.Text
}

func (w inspected) stage(n int, s *view.Stage, i *view.Image) {
	name := s.Name
	if name == "" {
		name = fmt.Sprint(n)
	}
	mark := ""
	switch {
	case n == i.Final:
		mark = " ← built"
	case !s.Reached:
		mark = " (unused)"
	}
	base := known(s.Base.Image)
	if s.Base.OS != "" {
		base += " (" + s.Base.OS + ", until " + s.Base.DeprecatedOn + ")"
	}
	w.line("  %s from %s%s", w.title("stage "+name), base, w.paint(report.Green, mark))
	for _, step := range s.Steps {
		w.line("    %s  %s", w.aside(fmt.Sprintf("%4d", step.Place.StartLine)), step.Text)
	}
}

func (w inspected) start(s *view.Start) {
	w.line("  %s %s", w.title("starts"), words(s.Entrypoint, s.Command))
	h := s.Handler
	switch h.State {
	case "missing":
		w.line("  %s %s none is named", w.title("handler"), w.sign("absent"))
		return
	case "none":
		w.source(h)
		return
	case "unknown":
		w.line("  %s %s", w.title("handler"), w.sign("unknown"))
		return
	}
	w.line("  %s %s", w.title("handler"), h.Name)
	if len(h.SearchPath) > 0 {
		w.line("    module %s %s in %s", h.Module, w.sign(h.Presence), folders(h.SearchPath))
	}
	if h.Origin != nil && h.Origin.Line > 0 {
		w.line("    put there by line %d", h.Origin.Line)
	}
	for _, at := range h.Elsewhere {
		w.line("    %s it lies in %s, where the runtime does not look", w.sign("absent"), at)
	}
	w.source(h)
}

// source says which source the handler, or the program that starts in its place, is made from.
func (w inspected) source(h view.Handler) {
	if h.Source == "" {
		return
	}
	verb := "source"
	if h.Compiled {
		verb = "compiled from"
	}
	at := h.Source
	if h.Definition != nil {
		at = placed(*h.Definition)
	}
	if h.Symbol == "" {
		w.line("    %s %s", verb, at)
		return
	}
	w.line("    %s %s, defines %s %s", verb, at, h.Symbol, w.sign(h.Defined))
}

// shownFolders is how many folders of a search path are printed: code lies in the first ones.
const shownFolders = 3

func folders(searchPath []string) string {
	text := strings.Join(searchPath[:min(len(searchPath), shownFolders)], ", ")
	if more := len(searchPath) - shownFolders; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// sign is a mark for an answer, or for whether something is there.
func (w inspected) sign(answer string) string {
	switch answer {
	case "present", "yes":
		return w.paint(report.Green, "✓")
	case "absent", "no":
		return w.paint(report.Red, "✗")
	}
	return w.paint(report.Yellow, "?")
}

func words(commands ...view.Command) string {
	var all []string
	for _, c := range commands {
		for _, word := range c.Words {
			all = append(all, known(word))
		}
	}
	if all == nil {
		return "?"
	}
	return strings.Join(all, " ")
}

func (w inspected) environment(variables []view.Variable) {
	w.line("  %s", w.title("environment"))
	for _, v := range variables {
		from := "base image"
		if v.Place != nil {
			from = placed(*v.Place)
		}
		w.line("    %s=%s  %s", v.Name, known(v.Value), w.aside("("+from+")"))
	}
}

// shownNodes is how many entries of a folder are printed.
const shownNodes = 20

func (w inspected) nodes(n *view.Node, indent string) {
	for at, child := range n.Nodes {
		if at == shownNodes {
			w.line("%s… %d more", indent, len(n.Nodes)-at)
			break
		}
		w.line("%s%s%s", indent, nodeName(child), w.aside(nodeOrigin(child)))
		w.nodes(child, indent+"  ")
	}
}

func nodeName(n *view.Node) string {
	name := n.Name
	if n.Folder {
		name += "/"
	}
	if n.Cut {
		name += " …"
	}
	if !n.Certain {
		name += " ?"
	}
	return name
}

func nodeOrigin(n *view.Node) string {
	if n.Folder || n.Origin == nil || n.Origin.Line == 0 {
		return ""
	}
	if n.Origin.Context == "" {
		return fmt.Sprintf("  ← line %d", n.Origin.Line)
	}
	return fmt.Sprintf("  ← line %d, %s", n.Origin.Line, n.Origin.Context)
}
