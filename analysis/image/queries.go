package image

import (
	"path"
	"slices"
	"strings"
)

// Mapping is one source of a COPY or ADD and where it comes to lie.
type Mapping struct {
	Step   *Step
	Source CopySource
	// Dest is the destination in the image, symbolic links followed; empty when it is not known.
	Dest string
	// Stage is the stage that the source lies in; nil for the build context and for images.
	Stage *Stage
}

// Mappings are the sources of all COPYs and ADDs that made the image's files, those of base stages first.
func (s *Stage) Mappings() []Mapping {
	var out []Mapping
	for _, at := range s.chain() {
		for _, step := range at.Steps {
			if step.Copy == nil {
				continue
			}
			for _, source := range step.Copy.Sources {
				m := Mapping{Step: step, Source: source, Stage: step.Copy.From}
				if step.Copy.Dest.Known && at.files != nil {
					_, m.Dest = view{at.files, at.files.before[step]}.resolve(newQuery(), step.Copy.Dest.Text)
				}
				out = append(out, m)
			}
		}
	}
	return out
}

// chain is the stage with those that it is built from, the first one first.
func (s *Stage) chain() []*Stage {
	chain := []*Stage{s}
	for s.Base.Kind == BaseStage && s.Base.Stage != nil && len(chain) < maxOps {
		s = s.Base.Stage
		chain = append(chain, s)
	}
	slices.Reverse(chain)
	return chain
}

// each calls do with the ops of the stage, the latest first.
func (v view) each(do func(view, effect) bool) {
	for f, upto := v.files, v.upto; f != nil; f = f.parent {
		if f != v.files {
			upto = len(f.ops)
		}
		for i := upto - 1; i >= 0; i-- {
			if !do(view{f, i}, f.ops[i].effect) {
				return
			}
		}
	}
}

// MayHoldPackages reports whether an instruction could have installed packages into a directory from which modules are loaded:
// a module that lies nowhere else may then have come with one of them.
func (s *Stage) MayHoldPackages(dir string) bool { return s.mayHold(dir, false) }

// MayHoldProject is MayHoldPackages for packages that no index has: the project itself, a wheel, a repository.
func (s *Stage) MayHoldProject(dir string) bool { return s.mayHold(dir, true) }

func (s *Stage) mayHold(dir string, project bool) bool {
	return s.files == nil || s.files.now().mayHold(newQuery(), clean(dir), project)
}

func (v view) mayHold(q *query, dir string, project bool) bool {
	found := false
	v.each(func(_ view, e effect) bool {
		if !q.spend() {
			found = true
			return false
		}
		switch e := e.(type) {
		case *touched:
			found = e.everywhere || e.packages && (e.own || !project) && slices.ContainsFunc(e.dirs, func(d string) bool { return within(d, dir) })
		case *mapping:
			if stage, ok := e.tree.(stageTree); ok && within(e.dest, dir) {
				found = stage.mayHold(q, e, dir, project)
			}
		}
		return !found
	})
	return found
}

// mayHold reports whether a mapping brings packages into a directory: those that were installed into what it copies, or anything that is not known.
func (t stageTree) mayHold(q *query, m *mapping, dir string, project bool) bool {
	matches, complete := m.matches()
	if !complete {
		return true
	}
	rest := relative(m.dest, dir)
	return slices.ContainsFunc(matches, func(c match) bool {
		from := t.join(c.source, rest)
		switch n := t.find(q, from+"/*"); {
		case n.presence == Absent:
			return false
		case !n.installed:
			return true
		}
		return t.at.mayHold(q, clean(from), project)
	})
}

// WhyAbsent says which pattern of the ignore file keeps a file from coming to lie at an absolute path of the image.
func (s *Stage) WhyAbsent(p string) (reason IgnoreReason, ok bool) {
	if s.files == nil {
		return IgnoreReason{}, false
	}
	p = clean(p)
	s.files.now().each(func(_ view, e effect) bool {
		m, isMapping := e.(*mapping)
		if !isMapping {
			return true
		}
		c, inContext := m.tree.(*contextTree)
		if !inContext {
			return true
		}
		for _, from := range m.counterparts(c, p) {
			if reason, ok = c.reason(from); ok {
				return false
			}
		}
		return true
	})
	return reason, ok
}

// reason says why a path that the file system has is not in the context.
func (c *contextTree) reason(p string) (IgnoreReason, bool) {
	if !c.exists(p) {
		return IgnoreReason{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ignore.reason(p)
}

// counterparts are the paths of the context that would come to lie at p.
func (m *mapping) counterparts(c *contextTree, p string) []string {
	var out []string
	matches, _ := m.matches()
	for i := range matches {
		for _, target := range matches[i].targets {
			if p == target {
				out = append(out, matches[i].source)
			} else if rest, ok := below(target, p); ok {
				out = append(out, c.join(matches[i].source, rest))
			}
		}
	}
	if rest, ok := below(m.dest, p); ok && m.pattern != "" {
		if fits, _ := path.Match(m.pattern, rest); fits {
			out = append(out, c.join(m.folder, rest))
		}
	}
	return out
}

// Destinations are the absolute paths at which a file of the build context lies in the image, sorted.
func (s *Stage) Destinations(contextPath string) []string {
	if s.files == nil {
		return nil
	}
	q := newQuery()
	var out []string
	for _, p := range s.files.now().forward(q, path.Clean(contextPath)) {
		n := s.files.now().find(q, p)
		if n.presence == Present && n.origin.ContextPath == path.Clean(contextPath) {
			out = append(out, p)
		}
	}
	return out
}

// forward are the paths at which a path of the context may have been put.
func (v view) forward(q *query, contextPath string) []string {
	var out []string
	v.each(func(_ view, e effect) bool {
		m, ok := e.(*mapping)
		if !ok || !q.spend() {
			return q.visits > 0
		}
		from := []string{contextPath}
		if t, ok := m.tree.(stageTree); ok {
			from = t.at.forward(q, contextPath)
		}
		for _, source := range from {
			out = append(out, m.places(source)...)
		}
		return true
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// places are the paths at which a path of the mapping's tree comes to lie.
func (m *mapping) places(source string) []string {
	if m.tree == nil || path.IsAbs(source) == isContext(m.tree) {
		return nil
	}
	var out []string
	matches, _ := m.matches()
	for i := range matches {
		for _, target := range matches[i].targets {
			if source == matches[i].source && matches[i].kind == kindFile {
				out = append(out, target)
			} else if rest, ok := below(matches[i].source, source); ok {
				out = append(out, clean(target+"/"+rest))
			}
		}
	}
	return out
}

// maxFolders is how many folders of the context Find looks into.
const maxFolders = 64

// Find finds files in the image whose path ends in "/" + rel. It looks where instructions copied files to and up to two
// folders below, and not into what a RUN made.
func (s *Stage) Find(rel string) []Found {
	rel = strings.TrimPrefix(clean(rel), "/")
	if s.files == nil || rel == "" {
		return nil
	}
	q := newQuery()
	now := s.files.now()
	var out []Found
	for _, p := range now.candidates(q, rel) {
		if n := now.find(q, p); n.presence == Present && n.kind == kindFile {
			out = append(out, Found{p, n.origin})
		}
	}
	return out
}

// candidates are the paths that end in rel below the places that were copied to.
func (v view) candidates(q *query, rel string) []string {
	var out []string
	v.each(func(_ view, e effect) bool {
		switch e := e.(type) {
		case *made:
			if strings.HasSuffix(e.path, "/"+rel) {
				out = append(out, e.path)
			}
		case *mapping:
			if !q.spend() {
				return false
			}
			out = append(out, e.candidates(q, rel)...)
		}
		return true
	})
	slices.Sort(out)
	return slices.Compact(out)
}

func (m *mapping) candidates(q *query, rel string) []string {
	var out []string
	if t, ok := m.tree.(stageTree); ok {
		for _, source := range t.at.candidates(q, rel) {
			out = append(out, m.places(source)...)
		}
	}
	matches, _ := m.matches()
	for i := range matches {
		for _, target := range matches[i].targets {
			switch {
			case strings.HasSuffix(target, "/"+rel):
				out = append(out, target)
			case matches[i].kind == kindDir:
				for _, dir := range m.folders(q, matches[i].source) {
					out = append(out, clean(target+"/"+dir+"/"+rel))
				}
			}
		}
	}
	return out
}

// folders are the folders of the context below a directory, two deep, itself among them as ".".
func (m *mapping) folders(q *query, dir string) []string {
	out := []string{"."}
	if !isContext(m.tree) {
		return out
	}
	for i := 0; i < len(out) && len(out) < maxFolders; i++ {
		if strings.Count(out[i], "/") > 0 {
			continue
		}
		names, _ := m.tree.names(q, m.tree.join(dir, out[i]))
		for _, name := range names {
			if strings.HasPrefix(name, ".") || outputDirs[name] || strings.Contains(name, ".") {
				continue
			}
			if n := m.tree.find(q, m.tree.join(dir, out[i]+"/"+name)); n.kind == kindDir {
				out = append(out, path.Join(out[i], name))
			}
		}
	}
	return out
}
