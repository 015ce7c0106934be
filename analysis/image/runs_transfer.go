package image

import (
	"path"
	"strings"
)

// cp copies files of the image to another place in it.
func (i *invocation) cp() {
	sources, dest, ok := i.transfer()
	if !ok {
		return
	}
	for _, s := range sources {
		i.copyOne(s, dest)
	}
}

func (i *invocation) mv() {
	sources, dest, ok := i.transfer()
	if !ok {
		return
	}
	for _, s := range sources {
		i.copyOne(s, dest)
		if p, ok := i.path(s); ok && p != "/" {
			i.add(p, &removed{path: p})
		} else if s.known && s.glob && i.dir.Known {
			i.removeGlob(s.text)
		}
	}
}

// transfer are the sources and the destination of cp, mv and install; ok is false if there is nothing to follow any more.
func (i *invocation) transfer() (sources []argument, dest argument, ok bool) {
	words := i.operands("-t", "--target-directory", "-m", "-o", "-g", "--mode")
	if to, given := i.option("-t", "--target-directory"); given {
		to.text = strings.TrimSuffix(to.text, "/") + "/"
		return words, to, true
	}
	if len(words) < 2 {
		i.anywhere()
		return nil, argument{}, false
	}
	dest = words[len(words)-1]
	if _, known := i.path(dest); !known {
		i.around(dest)
		return nil, argument{}, false
	}
	return words[:len(words)-1], dest, true
}

func (i *invocation) copyOne(s, dest argument) {
	to, known := i.path(dest)
	if !known {
		i.around(dest)
		return
	}
	from, known := i.path(s)
	if !known || i.maybe || i.overMount(from) || i.overMount(to) {
		i.touch(to)
		return
	}
	if isDirPath(dest.text) && to != "/" {
		to += "/"
	}
	before := i.files.now()
	m := &mapping{step: i.step, tree: stageTree{before}, keepName: !strings.HasSuffix(s.text, "/.") && s.text != "."}
	m.place(before, to)
	m.exact(from)
	i.files.add(i.step, m)
}

func (i *invocation) overMount(p string) bool {
	for _, target := range i.mounted {
		if within(target, p) || within(p, target) {
			return true
		}
	}
	return false
}

func (i *invocation) install() {
	if i.flag('d', "--directory") {
		i.mkdir()
		return
	}
	i.cp()
}

func (i *invocation) ln() {
	words := i.operands("-S", "-t")
	if len(words) != 2 || !words[0].known || words[0].glob || !i.flag('s', "--symbolic") || i.maybe {
		for _, a := range words {
			i.around(a)
		}
		return
	}
	p, ok := i.path(argument{text: strings.TrimSuffix(words[1].text, "/"), known: words[1].known, glob: words[1].glob})
	if !ok {
		i.around(words[1])
		return
	}
	switch n := i.files.now().find(newQuery(), p); {
	case n.presence == Present && n.kind == kindDir:
		p = clean(p + "/" + path.Base(words[0].text))
	case n.presence == Unknown && !i.flag('n', "--no-dereference"):
		i.touch(p)
		return
	}
	i.add(p, makeLink(i.step, p, words[0].text))
}

func (i *invocation) curl() {
	if to, ok := i.option("-o", "--output"); ok {
		i.write(to)
		return
	}
	for n, a := range i.args {
		if letters, ok := cutLetters(a.text); ok && strings.HasSuffix(letters, "o") && n+1 < len(i.args) {
			i.write(i.args[n+1]) // curl -Lo file
			return
		}
	}
	if to, ok := i.option("--output-dir"); ok {
		i.around(to)
		return
	}
	if i.flag('O', "--remote-name", "--remote-name-all") {
		i.touchDir()
	}
}

// cutLetters are the letters of a word like "-Lso".
func cutLetters(word string) (string, bool) {
	letters, ok := strings.CutPrefix(word, "-")
	return letters, ok && letters != "" && letters[0] != '-'
}

func (i *invocation) wget() {
	if to, ok := i.option("-O", "--output-document"); ok {
		if to.text != "-" {
			i.write(to)
		}
		return
	}
	for n, a := range i.args {
		if letters, ok := cutLetters(a.text); ok && strings.HasSuffix(letters, "O") {
			if n+1 < len(i.args) && i.args[n+1].text != "-" {
				i.write(i.args[n+1])
			}
			return
		}
	}
	if to, ok := i.option("-P", "--directory-prefix"); ok {
		i.around(to)
		return
	}
	i.touchDir()
}

func (i *invocation) unzip() {
	if to, ok := i.option("-d"); ok {
		i.around(to)
		return
	}
	if !i.flag('l', "-t", "-p") {
		i.touchDir()
	}
}

func (i *invocation) tar() {
	i.strip() // the archive itself
	if to, ok := i.option("-C", "--directory", "--cd"); ok {
		i.around(to)
		return
	}
	for n, a := range i.args {
		if letters, ok := cutLetters(a.text); ok && strings.HasSuffix(letters, "C") && n+1 < len(i.args) {
			i.around(i.args[n+1])
			return
		}
	}
	i.touchDir()
}

func (i *invocation) git() {
	words := i.operands("-C", "-c", "-b", "--branch", "--depth", "-o", "--origin")
	if len(words) == 0 || !words[0].known {
		i.anywhere()
		return
	}
	switch words[0].text {
	case "config", "--version", "version":
		return
	case "clone":
		if len(words) > 2 {
			i.around(words[2])
			return
		}
	}
	if _, elsewhere := i.option("-C"); elsewhere {
		i.anywhere()
		return
	}
	i.touchDir()
}
