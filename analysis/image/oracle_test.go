package image

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand"
	"path"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// replica builds an image's tree by copying every file, as a builder does. It reads COPY and WORKDIR, and stages upon scratch.
type replica struct {
	context map[string]bool // path to whether it is a directory
	stages  []map[string]bool
	names   map[string]int
	workDir []string
	failed  bool
}

func newReplica(context fstest.MapFS, ignore string) *replica {
	r := &replica{context: map[string]bool{"/": true}, names: map[string]int{}}
	patterns, err := ignorefile.ReadAll(strings.NewReader(ignore))
	matcher, err2 := patternmatcher.New(patterns)
	if err != nil || err2 != nil {
		r.failed = true
		return r
	}
	infos := map[string]patternmatcher.MatchInfo{}
	fs.WalkDir(context, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == "." {
			return nil
		}
		excluded, info, err := matcher.MatchesUsingParentResults(p, infos[path.Dir(p)])
		infos[p] = info
		if err == nil && !excluded {
			for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
				r.context["/"+dir] = true
			}
			r.context["/"+p] = d.IsDir()
		}
		return nil
	})
	return r
}

func (r *replica) build(text string) map[string]bool {
	workDir := "/"
	for _, i := range dockerfile.Parse(source.New("Dockerfile", text)).Instructions {
		if r.failed || i.Err != nil {
			r.failed = true
			return nil
		}
		switch i.Keyword {
		case "FROM":
			image := map[string]bool{"/": true}
			r.workDir = append(r.workDir, workDir)
			workDir = "/"
			if n, ok := r.names[i.Words[0].Value]; ok {
				maps.Copy(image, r.stages[n])
				workDir = r.workDir[n+1]
			}
			if len(i.Words) == 3 {
				r.names[i.Words[2].Value] = len(r.stages)
			}
			r.stages = append(r.stages, image)
		case "WORKDIR":
			if len(r.stages) == 0 {
				r.failed = true
				return nil
			}
			if dir := i.Words[0].Value; path.IsAbs(dir) {
				workDir = path.Clean(dir)
			} else {
				workDir = path.Join(workDir, dir)
			}
			r.makeDirs(workDir)
		case "COPY":
			if len(r.stages) == 0 {
				r.failed = true
				return nil
			}
			r.copy(i, workDir)
		}
	}
	if r.failed || len(r.stages) == 0 {
		r.failed = true
		return nil
	}
	return r.stages[len(r.stages)-1]
}

func (r *replica) image() map[string]bool { return r.stages[len(r.stages)-1] }

func (r *replica) makeDirs(p string) {
	for ; p != "/"; p = path.Dir(p) {
		if dir, there := r.image()[p]; there && !dir {
			r.failed = true
		}
		r.image()[p] = true
	}
}

func (r *replica) copy(i *dockerfile.Instruction, workDir string) {
	from := r.context
	if flag, ok := i.Flag("from"); ok {
		n, known := r.names[flag.Value.Value]
		if !known || n >= len(r.stages)-1 {
			r.failed = true
			return
		}
		from = r.stages[n]
	}
	destWord := i.Words[len(i.Words)-1].Value
	dest := path.Join(workDir, destWord)
	if path.IsAbs(destWord) {
		dest = path.Clean(destWord)
	}
	for _, w := range i.Words[:len(i.Words)-1] {
		slash := strings.HasSuffix(destWord, "/") || strings.HasSuffix(destWord, "/.") || destWord == "." || destWord == ""
		if slash {
			r.makeDirs(dest)
		}
		source := path.Clean("/" + w.Value)
		matches := []string{source}
		if strings.ContainsAny(source, "*?[") {
			matches = r.glob(from, source)
		} else if _, there := from[source]; !there {
			r.failed = true
			return
		}
		for _, m := range matches {
			r.put(from, m, dest)
		}
	}
}

func (r *replica) glob(from map[string]bool, pattern string) []string {
	var out []string
	for p := range from {
		if ok, err := path.Match(pattern, p); p != "/" && ok && err == nil {
			out = append(out, p)
		}
	}
	sort.Strings(out)
	return out
}

func (r *replica) put(from map[string]bool, source, dest string) {
	if !from[source] {
		if r.image()[dest] {
			dest = path.Join(dest, path.Base(source))
		}
		if r.image()[dest] {
			r.failed = true
			return
		}
		r.makeDirs(path.Dir(dest))
		r.image()[dest] = false
		return
	}
	r.makeDirs(dest)
	var below []string
	for p := range from {
		if p != source && (source == "/" || strings.HasPrefix(p, source+"/")) {
			below = append(below, p)
		}
	}
	for _, p := range below {
		to := path.Join(dest, strings.TrimPrefix(p, source))
		if from[p] {
			r.makeDirs(to)
			continue
		}
		if r.image()[to] {
			r.failed = true
		}
		r.makeDirs(path.Dir(to))
		r.image()[to] = false
	}
}

var oraclePaths = []string{"a.py", "b.txt", "d/a.py", "d/e/c.py", "d/x.txt", "dd/a.py", "dd/n.py", "e/d/q", "f"}

var oracleDests = []string{"/", "/x", "/x/", ".", "./", "/x/a.py", "y", "y/", "/d", "/x/d", "x/.", "/d/e/"}

var oracleSources = []string{
	".", "a.py", "b.txt", "d", "d/", "d/e", "dd", "*", "*.py", "d*", "*/a.py", "/d/e/c.py", "../a.py", "d/../e", "?.py", "[ab].*", "*/*", "f", "missing", "x", "y", "/x/*", "/d",
}

func randomDockerfile(r *rand.Rand) string {
	var b strings.Builder
	stages := 1 + r.Intn(3)
	for s := range stages {
		from := "scratch"
		if s > 0 && r.Intn(3) == 0 {
			from = fmt.Sprintf("s%d", r.Intn(s))
		}
		fmt.Fprintf(&b, "FROM %s AS s%d\n", from, s)
		for range 1 + r.Intn(5) {
			if r.Intn(6) == 0 {
				fmt.Fprintf(&b, "WORKDIR %s\n", []string{"/x", "d", "/y/z"}[r.Intn(3)])
				continue
			}
			b.WriteString("COPY ")
			if s > 0 && r.Intn(3) == 0 {
				fmt.Fprintf(&b, "--from=s%d ", r.Intn(s))
			}
			for range 1 + r.Intn(2) {
				b.WriteString(oracleSources[r.Intn(len(oracleSources))] + " ")
			}
			b.WriteString(oracleDests[r.Intn(len(oracleDests))] + "\n")
		}
	}
	return b.String()
}

func randomIgnore(r *rand.Rand) string {
	patterns := []string{"*.py", "d", "**/e", "!d/a.py", "!**/c.py", "f", "*", "!dd", "d/*"}
	var b strings.Builder
	for range r.Intn(4) {
		b.WriteString(patterns[r.Intn(len(patterns))] + "\n")
	}
	return b.String()
}

// TestLookupAgainstCopies holds Lookup against an image that was really put together: what is in it is never Absent, what is not is never Present.
func TestLookupAgainstCopies(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	built, certain, all := 0, 0, 0
	for range 6_000 {
		text, ignore := randomDockerfile(random), randomIgnore(random)
		context := fstest.MapFS{}
		for _, p := range oraclePaths {
			if random.Intn(4) > 0 {
				context[p] = &fstest.MapFile{Mode: 0o644}
			}
		}
		known, total, ok := compareWithReplica(t, text, ignore, context)
		if ok {
			built++
			certain, all = certain+known, all+total
		}
		if t.Failed() {
			return
		}
	}
	if built < 600 || certain < all*9/10 {
		t.Errorf("%d Dockerfiles could be built, and %d of %d paths were known: the comparison says too little", built, certain, all)
	}
}

func compareWithReplica(t *testing.T, text, ignore string, context fstest.MapFS) (known, total int, ok bool) {
	r := newReplica(context, ignore)
	image := r.build(text)
	if r.failed {
		return 0, 0, false
	}
	stages := assemble(text, Inputs{Context: context, Ignore: source.New(".dockerignore", ignore)})
	last := stages[len(stages)-1]
	questions := map[string]bool{}
	for p := range image {
		questions[p] = true
	}
	for _, p := range oraclePaths {
		for _, dir := range []string{"/", "/x", "/y", "/d", "/x/d", "/y/z"} {
			questions[path.Join(dir, p)] = true
			questions[path.Join(dir, path.Base(p))] = true
		}
	}
	for p := range questions {
		dir, there := image[p]
		got, origin := last.Lookup(p)
		total++
		if got != Unknown {
			known++
		}
		if there && got == Absent || !there && got == Present || there && got == Present && dir != origin.Dir {
			t.Errorf("Lookup(%s) = %s dir %v, but there: %v dir %v\n%s\n.dockerignore:\n%s\ncontext %v\nimage %v", p, presenceNames[got], origin.Dir, there, dir, text, ignore, context, image)
			return known, total, true
		}
	}
	return known, total, true
}
