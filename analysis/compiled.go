package analysis

import (
	"encoding/xml"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// Near is a module that a handler probably means, where none has the name that it says.
type Near struct {
	Name string
	File *source.File
	Span source.Span
}

// resolveCompiled finds the source that the module of a handler is compiled from: the image holds what a build makes of it.
func resolveCompiled(v *Variant) Resolution {
	handler := v.Image.Start.Handler
	if handler.State != image.HandlerGiven || v.Image.Inputs.Context == nil {
		return Resolution{}
	}
	if _, wrapped := lambda.WrapperHandler(handler.Text); wrapped {
		return Resolution{}
	}
	switch v.Image.Start.Language {
	case lambda.Java:
		return resolveJava(v, handler.Text)
	case lambda.DotNet:
		return resolveDotNet(v, handler.Text)
	}
	return Resolution{}
}

// resolveJava finds the class of CLASS::METHOD or CLASS among sources of Java and Kotlin; of other languages it knows the file alone.
func resolveJava(v *Variant, handler string) Resolution {
	class, _, _ := strings.Cut(handler, handlers.MemberSeparator)
	if class == "" || strings.ContainsAny(handler, " /") {
		return Resolution{}
	}
	r := Resolution{Module: class, Symbol: handler, File: strings.ReplaceAll(class, ".", "/") + ".class"}
	tree := sourcesOf(v, ".java", ".kt", ".scala", ".groovy")
	outer, _, _ := strings.Cut(class, "$")
	file := strings.ReplaceAll(outer, ".", "/")
	var found []string
	for _, name := range tree.files {
		if stem := strings.TrimSuffix(name, path.Ext(name)); stem == file || strings.HasSuffix(stem, "/"+file) {
			found = append(found, name)
		}
	}
	switch found = tree.copied(found); len(found) {
	case 1:
		r.compiledFrom(tree, found[0])
	case 0:
		r.searchClass(tree, class)
	}
	return r
}

// compiledFrom reads the source that the module is compiled from.
func (r *Resolution) compiledFrom(tree sourceTree, file string) {
	f, ok := tree.text(file)
	if !ok {
		return
	}
	r.Compiled = f.Path()
	if r.Source, r.Read = handlers.Read(f); r.Read {
		r.Name, r.Symbols = r.Source.Has(r.Symbol)
	}
}

// searchClass looks for the class in files of other names, and for one that is spelt nearly like it.
func (r *Resolution) searchClass(tree sourceTree, class string) {
	simple := class[strings.LastIndexAny(class, ".$")+1:]
	tree.holding(simple, func(m handlers.Module) bool {
		name, answer := m.Has(class)
		if answer != handlers.Yes || name.Name == "" {
			return false
		}
		r.Compiled, r.Source, r.Read = m.File.Path(), m, true
		r.Name, r.Symbols = m.Has(r.Symbol)
		return true
	})
	if r.Read || !tree.complete {
		return
	}
	if r.inPackage(tree, class) {
		return
	}
	tree.holding("class", func(m handlers.Module) bool {
		for _, n := range m.Names {
			if n.Kind == handlers.Class && handlers.Misspelt(class, n.Name) {
				r.Near = &Near{n.Name, m.File, n.Span}
				return true
			}
		}
		return false
	})
}

// inPackage takes the one class with the handler's method in a package that the handler names in place of a class.
func (r *Resolution) inPackage(tree sourceTree, name string) bool {
	_, method, _ := strings.Cut(r.Symbol, handlers.MemberSeparator)
	var found []Near
	tree.holding("package "+name, func(m handlers.Module) bool {
		for _, n := range m.Names {
			simple, within := strings.CutPrefix(n.Name, name+".")
			if within && n.Kind == handlers.Class && !strings.ContainsAny(simple, ".$") {
				if _, has := m.Has(n.Name + handlers.MemberSeparator + method); has == handlers.Yes || method == "" {
					found = append(found, Near{n.Name, m.File, n.Span})
				}
			}
		}
		return len(found) > 1
	})
	if len(found) == 1 {
		r.Near = &found[0]
	}
	return len(found) > 0
}

// resolveDotNet finds the project that makes the assembly of ASSEMBLY::TYPE::METHOD or ASSEMBLY, and the method in it.
func resolveDotNet(v *Variant, handler string) Resolution {
	assembly, member, isClass := strings.Cut(handler, handlers.MemberSeparator)
	if assembly == "" || strings.ContainsAny(handler, " /") || isClass != strings.Contains(member, handlers.MemberSeparator) {
		return Resolution{}
	}
	assembly = strings.TrimSuffix(assembly, ".dll")
	r := Resolution{Module: assembly, Symbol: member, File: assembly + ".dll"}
	if !isClass {
		r.Symbol = handlers.EntryPoint
	}
	tree := sourcesOf(v, ".csproj", ".fsproj", ".vbproj", ".cs", ".props")
	projects, known := tree.projects()
	if !known {
		return r
	}
	var found []string
	for _, p := range projects {
		if p.assembly == assembly {
			found = append(found, p.file)
		}
	}
	switch found = tree.copied(found); len(found) {
	case 1:
		at := slices.IndexFunc(projects, func(p dotnetProject) bool { return p.file == found[0] })
		r.inProject(tree, projects[at])
	case 0:
		r.nearProject(tree, projects)
	}
	return r
}

// dotnetProject is a project file and what it makes.
type dotnetProject struct {
	file, assembly string
	// open reports that more than the C# sources of its folder may be compiled.
	open bool
}

// projects are the project files of a tree; known is false if what they make is set elsewhere.
func (t sourceTree) projects() (projects []dotnetProject, known bool) {
	for _, file := range t.files {
		ext := path.Ext(file)
		if ext == ".cs" {
			continue
		}
		f, ok := t.text(file)
		if !ok || ext == ".props" && strings.Contains(f.Text(), "AssemblyName") {
			return nil, false
		}
		if ext == ".props" {
			continue
		}
		p := dotnetProject{file: file, assembly: strings.TrimSuffix(path.Base(file), ext), open: ext != ".csproj" || !t.complete}
		if !p.read(f.Text()) {
			return nil, false
		}
		projects = append(projects, p)
	}
	return projects, len(projects) > 0
}

// read takes what a project file says of its assembly and of its sources; false if the assembly's name is computed.
func (p *dotnetProject) read(text string) bool {
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if err != nil {
			p.open = p.open || err.Error() != "EOF"
			return true
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch element.Name.Local {
		case "AssemblyName":
			inner, _ := decoder.Token()
			name, ok := inner.(xml.CharData)
			if !ok || strings.Contains(string(name), "$(") {
				return false
			}
			p.assembly = strings.TrimSpace(string(name))
		case "Compile", "Import":
			p.open = true
		}
	}
}

// inProject finds the method in the C# sources of a project.
func (r *Resolution) inProject(tree sourceTree, p dotnetProject) {
	sources := tree.below(path.Dir(p.file))
	sources.files = slices.DeleteFunc(slices.Clone(sources.files), func(name string) bool { return path.Ext(name) != ".cs" })
	r.Compiled = path.Join(tree.v.Context, p.file)
	class, method, isClass := strings.Cut(r.Symbol, handlers.MemberSeparator)
	written, generated := beforeGenerated(class)
	wanted := r.Symbol
	if isClass {
		wanted = written + handlers.MemberSeparator + method
	}
	simple := written[strings.LastIndexAny(written, ".+")+1:]
	sources.holding(simple, func(m handlers.Module) bool {
		name, answer := m.Has(wanted)
		if answer == handlers.Yes && name.Name != "" {
			r.Source, r.Read, r.Name, r.Symbols = m, true, name, handlers.Yes
			return true
		}
		if of, has := m.Has(written); isClass && !generated && has == handlers.Yes && of.Name != "" {
			r.Source, r.Read, r.Symbols = m, true, answer
			return !of.Inherits
		}
		return false
	})
	if isClass && !generated && !r.Read && !p.open {
		r.misnamedType(sources)
	}
}

// beforeGenerated is the type that Lambda's annotations generate another for: "Example.Functions" of "Example.Functions_Add_Generated".
func beforeGenerated(class string) (written string, generated bool) {
	first, generated := strings.CutSuffix(class, "_Generated")
	if at := strings.LastIndexByte(first, '_'); generated && at > 0 {
		return first[:at], true
	}
	return class, generated
}

// misnamedType takes the source that has the method under a type of nearly that name.
func (r *Resolution) misnamedType(sources sourceTree) {
	_, method, _ := strings.Cut(r.Symbol, handlers.MemberSeparator)
	var found []handlers.Module
	sources.holding(method, func(m handlers.Module) bool {
		if _, near := handlers.Closest(m, r.Symbol); near && !m.Open {
			found = append(found, m)
		}
		return len(found) > 1
	})
	if len(found) == 1 {
		r.Source, r.Read, r.Symbols = found[0], true, handlers.No
	}
}

// nearProject takes the project whose assembly is spelt nearly like the handler's.
func (r *Resolution) nearProject(tree sourceTree, projects []dotnetProject) {
	for _, p := range projects {
		if !p.open && handlers.Misspelt(r.Module, p.assembly) {
			if f, ok := tree.text(p.file); ok {
				r.Near = &Near{p.assembly, f, source.Span{}}
				return
			}
		}
	}
}
