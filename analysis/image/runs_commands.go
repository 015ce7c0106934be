package image

import (
	"path"
	"slices"
	"strings"
)

// behave does what is known of the command; of one that is not listed nothing is known.
func (i *invocation) behave() {
	run, ok := behaviours[i.name]
	if !ok {
		run, ok = behaviours[strings.TrimRight(i.name, "0123456789.")] // python3.13, pip3.9
	}
	if !ok {
		i.anywhere()
		return
	}
	run(i)
}

// behaviours say what commands do to the files of an image.
var behaviours = map[string]func(*invocation){}

var _ = register(nothing,
	":", "true", "false", "echo", "printf", "test", "[", "[[", "ls", "cat", "cd", "pwd", "export", "set", "unset", "which", "command",
	"id", "whoami", "uname", "date", "sleep", "exit", "umask", "env", "printenv", "head", "tail", "grep", "egrep", "fgrep",
	"wc", "sort", "cut", "tr", "stat", "du", "df", "file", "ldd", "nproc", "arch", "dirname", "basename", "readlink", "realpath",
	"sha256sum", "md5sum", "diff", "hash", "shopt", "read", "local", "return", "shift", "declare", "readonly", "alias",
	"jq", "uniq", "expr", "seq", "chown", "chgrp", "setcap", "ulimit", "trap", "wait", "ps", "hostname", "getent", "type")

// The managers of system packages write where the system lies, and never where applications do.
var _ = register(system,
	"yum", "dnf", "microdnf", "apt-get", "apt", "apt-cache", "apk", "rpm", "dpkg", "apt-key", "add-apt-repository", "yum-config-manager",
	"amazon-linux-extras", "update-ca-certificates", "update-ca-trust", "ldconfig", "useradd", "adduser", "groupadd", "addgroup",
	"usermod", "passwd", "locale-gen", "update-alternatives", "alternatives", "debconf-set-selections", "fc-cache", "gpg", "corepack",
	"update-locale", "cpan", "cpanm", "rustup")

var _ = register((*invocation).mkdir, "mkdir")
var _ = register((*invocation).rm, "rm", "rmdir", "unlink")
var _ = register((*invocation).touchFiles, "touch")
var _ = register((*invocation).chmod, "chmod")
var _ = register((*invocation).cp, "cp")
var _ = register((*invocation).mv, "mv")
var _ = register((*invocation).ln, "ln")
var _ = register((*invocation).install, "install")
var _ = register((*invocation).curl, "curl")
var _ = register((*invocation).wget, "wget")
var _ = register((*invocation).unzip, "unzip")
var _ = register((*invocation).tar, "tar", "bsdtar")
var _ = register((*invocation).tee, "tee")
var _ = register((*invocation).sed, "sed", "awk", "perl")
var _ = register((*invocation).find, "find")
var _ = register((*invocation).git, "git")
var _ = register((*invocation).strip, "strip", "dos2unix", "upx")
var _ = register((*invocation).source, ".", "source")

func register(run func(*invocation), names ...string) struct{} {
	for _, name := range names {
		behaviours[name] = run
	}
	return struct{}{}
}

func nothing(*invocation) {}

// reads are commands that write nothing, whatever their arguments.
var reads = map[string]bool{"echo": true, "grep": true, "cat": true, "ls": true, "ldd": true, "file": true, "chown": true, "wc": true}

// systemDirs are where packages of the system and global packages of languages are installed. Some packages write below /opt too,
// but not where layers lie, and nothing else is known of /opt.
var systemDirs = []string{
	"/bin", "/etc", "/lib", "/lib32", "/lib64", "/root", "/run", "/sbin", "/tmp", "/usr", "/go",
	"/var/cache", "/var/lang", "/var/lib", "/var/log", "/var/run", "/var/spool", "/var/tmp", "/var/db", "/var/mail", "/var/local",
}

func system(i *invocation) {
	i.touch(systemDirs...)
	if to, ok := i.option("--installroot", "--root", "--instdir"); ok {
		i.around(to)
	}
	if i.name == "dpkg" && i.flag('x', "--extract", "--vextract") {
		i.touchDir()
		for _, a := range i.operands() {
			i.around(a)
		}
	}
}

// operands are the arguments that are no options, those with a value in valued skipped with their value.
func (i *invocation) operands(valued ...string) []argument {
	var out []argument
	for n := 0; n < len(i.args); n++ {
		a := i.args[n]
		switch {
		case a.known && a.text == "--":
			return append(out, i.args[n+1:]...)
		case a.known && len(a.text) > 1 && a.text[0] == '-':
			if slices.Contains(valued, a.text) {
				n++
			}
		default:
			out = append(out, a)
		}
	}
	return out
}

// option is the value of an option: "-o x", "-ox" for one letter, "--output=x".
func (i *invocation) option(names ...string) (argument, bool) {
	for n, a := range i.args {
		if !strings.HasPrefix(a.text, "-") {
			continue
		}
		for _, name := range names {
			rest, ok := strings.CutPrefix(a.text, name)
			switch {
			case !ok:
			case rest == "":
				if n+1 < len(i.args) {
					return i.args[n+1], true
				}
			case rest[0] == '=':
				return argument{text: rest[1:], known: a.known, glob: a.glob}, true
			case len(name) == 2 && name[1] != '-':
				return argument{text: rest, known: a.known, glob: a.glob}, true
			}
		}
	}
	return argument{}, false
}

// flag reports whether an option without a value is given: "--quiet", or "-q", also among others as in "-rq".
func (i *invocation) flag(letter byte, names ...string) bool {
	for _, a := range i.args {
		if slices.Contains(names, a.text) {
			return true
		}
		if len(a.text) > 1 && a.text[0] == '-' && a.text[1] != '-' && letter != 0 && strings.IndexByte(a.text, letter) > 0 {
			return true
		}
	}
	return false
}

func (i *invocation) mkdir() {
	for _, a := range i.operands("-m", "--mode") {
		if p, ok := i.path(a); ok {
			i.add(p, makeDir(i.step, p))
		} else {
			i.around(a)
		}
	}
}

func (i *invocation) rm() {
	for _, a := range i.operands() {
		switch p, ok := i.path(a); {
		case ok && p != "/":
			i.add(p, &removed{path: p})
		case a.known && a.glob && i.dir.Known:
			i.removeGlob(a.text)
		default:
			i.anywhere()
			i.files.add(i.step, &removed{path: "/", unsure: true})
		}
	}
}

func (i *invocation) removeGlob(pattern string) {
	if !path.IsAbs(pattern) {
		pattern = i.dir.Text + "/" + pattern
	}
	i.files.add(i.step, &removed{path: clean(pattern), glob: true})
}

func (i *invocation) touchFiles() {
	for _, a := range i.operands("-d", "-r", "-t", "--date", "--reference") {
		p, ok := i.path(a)
		if !ok {
			i.around(a)
			continue
		}
		if i.files.now().find(newQuery(), p).presence != Present {
			i.add(p, makeFile(i.step, p))
		}
	}
}

func (i *invocation) chmod() {
	words := i.operands()
	if len(i.args) > 0 && i.args[0].known && strings.HasPrefix(i.args[0].text, "-") && strings.ContainsAny(i.args[0].text, "rwx") {
		words = append([]argument{i.args[0]}, words...) // chmod -x file
	}
	if len(words) < 2 {
		return
	}
	change := &modeChange{}
	if words[0].known && !i.maybe {
		change.text = words[0].text
	}
	for _, a := range words[1:] {
		p, ok := i.path(a)
		switch {
		case ok:
			i.files.add(i.step, &moded{p, i.flag('R', "--recursive"), change})
		default:
			i.files.add(i.step, &moded{"/", true, &modeChange{}})
		}
	}
}

func (i *invocation) tee() {
	for _, a := range i.operands() {
		i.write(a)
	}
}

// sed notes the files that sed -i and its like may have changed.
func (i *invocation) sed() {
	inPlace := slices.ContainsFunc(i.args, func(a argument) bool {
		return strings.HasPrefix(a.text, "-i") || strings.HasPrefix(a.text, "--in-place") || strings.HasPrefix(a.text, "-pi")
	})
	if !inPlace {
		return
	}
	i.strip()
}

// strip notes that each file among the words may have been changed.
func (i *invocation) strip() {
	for _, a := range i.operands() {
		if p, ok := i.path(a); ok {
			i.files.add(i.step, &touched{step: i.step, exact: []string{p}, mounted: i.mounted})
		}
	}
}

func (i *invocation) find() {
	for n, a := range i.args {
		switch a.text {
		case "-exec", "-execdir", "-ok":
			i.files.add(i.step, &moded{"/", true, &modeChange{}})
			if n+1 < len(i.args) && harmless[i.args[n+1].text] {
				continue
			}
			if n+1 < len(i.args) && i.args[n+1].text != "rm" {
				i.anywhere()
			}
			i.removeUnder()
			return
		case "-delete":
			i.removeUnder()
			return
		}
	}
}

// harmless are the commands that neither write files nor delete them.
var harmless = map[string]bool{"chmod": true, "chown": true, "echo": true, "grep": true, "ls": true, "touch": true, "strip": true}

// removeUnder notes that whatever lies under find's starting points may have been removed.
func (i *invocation) removeUnder() {
	for n, a := range i.args {
		if n > 0 && strings.HasPrefix(a.text, "-") {
			return
		}
		p, ok := i.path(a)
		if !ok {
			p = "/"
		}
		i.files.add(i.step, &removed{path: p, unsure: true})
	}
}

// source runs a script in the shell itself; the scripts that set an environment up write nothing.
func (i *invocation) source() {
	if len(i.args) == 1 && i.args[0].known {
		switch path.Base(i.args[0].text) {
		case "activate", "env", "nvm.sh", "profile", ".bashrc", ".profile", "os-release":
			return
		}
	}
	i.anywhere()
}
