package enginetest

import (
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"syscall"
	"testing"
)

//go:embed base
var base embed.FS

//go:embed *.go
var sources embed.FS

// recipe stands for what an engine of these tests is: one made by other code is another.
var recipe = textOf(sources, ".")

// textOf is the text of all files in a folder.
func textOf(files embed.FS, dir string) []byte {
	var all []byte
	entries, err := files.ReadDir(dir)
	if err != nil {
		panic(err) // what is embedded is there
	}
	for _, entry := range entries {
		text, err := files.ReadFile(path.Join(dir, entry.Name()))
		if err != nil {
			panic(err)
		}
		all = append(all, text...)
	}
	return all
}

// packages of Debian make the base images.
var packages = []string{"python3", "dash", "coreutils", "busybox-static"}

// rootFS is the folder in the cache in which the archives of the base images lie.
func rootFS(cache string) (string, error) {
	recipe, err := sources.ReadFile("bases_linux.go")
	if err != nil {
		return "", err
	}
	parts := [][]byte{recipe, textOf(base, "base")}
	for _, name := range []string{"/etc/debian_version", "/etc/os-release"} {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	return filepath.Join(cache, "bases-"+digest(parts...)), nil
}

// makeRootFS makes the archives of the base images, once.
func (t *tools) makeRootFS() error {
	dest, err := rootFS(t.cache)
	if err != nil {
		return err
	}
	if _, err := os.Stat(dest); err == nil {
		return nil
	}
	work, err := os.MkdirTemp(t.cache, "making-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := download(work); err != nil {
		return err
	}
	root, out := filepath.Join(work, "root"), filepath.Join(work, "out")
	if err := unpack(work, root); err != nil {
		return err
	}
	small := filepath.Join(work, "small")
	for _, dir := range []string{out, filepath.Join(small, "bin"), filepath.Join(small, "tmp")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	for _, c := range [][]string{
		{"cp", filepath.Join(root, "bin/busybox"), filepath.Join(small, "bin/busybox")},
		{"chroot", small, "/bin/busybox", "--install", "-s", "/bin"},
		{"tar", "--numeric-owner", "-C", small, "-cf", filepath.Join(out, "busybox.tar"), "."},
		{"tar", "--numeric-owner", "-C", root, "-cf", filepath.Join(out, "python.tar"), "."},
	} {
		if text, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("making base images: %w: %s", err, text)
		}
	}
	return os.Rename(out, dest)
}

// download fetches packages with all that they need, as for a system on which nothing is installed.
func download(work string) error {
	cache := filepath.Join(work, "cache")
	if err := os.MkdirAll(filepath.Join(cache, "archives", "partial"), 0o755); err != nil {
		return err
	}
	status := filepath.Join(work, "status")
	if err := os.WriteFile(status, nil, 0o644); err != nil {
		return err
	}
	get := func() ([]byte, error) {
		return exec.Command("apt-get", append([]string{"-q", "-o", "Dir::State::status=" + status, "-o", "Dir::Cache=" + cache, "-o", "APT::Install-Recommends=false",
			"-o", "APT::Sandbox::User=root", "-o", "Debug::NoLocking=1", "install", "-y", "--download-only"}, packages...)...).CombinedOutput()
	}
	out, err := get()
	if err != nil { // the lists may be missing, or old
		if out, err := exec.Command("apt-get", "-qq", "update").CombinedOutput(); err != nil {
			return fmt.Errorf("reading Debian's lists of packages: %w: %s", err, out)
		}
		out, err = get()
	}
	if err != nil {
		return fmt.Errorf("downloading Debian's packages for base images: %w: %s", err, out)
	}
	return nil
}

// unpack lays out packages below a folder, with the folders and files that make it an image.
func unpack(work, root string) error {
	archives, err := filepath.Glob(filepath.Join(work, "cache", "archives", "*.deb"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	for _, archive := range archives {
		deb := exec.Command("dpkg-deb", "--fsys-tarfile", archive)
		tar := exec.Command("tar", "-x", "-C", root, "--keep-directory-symlink")
		if tar.Stdin, err = deb.StdoutPipe(); err != nil {
			return err
		}
		if err := deb.Start(); err != nil {
			return err
		}
		if out, err := tar.CombinedOutput(); err != nil {
			return fmt.Errorf("unpacking %s: %w: %s", archive, err, out)
		}
		if err := deb.Wait(); err != nil {
			return fmt.Errorf("unpacking %s: %w", archive, err)
		}
	}
	for _, dir := range []string{"usr/share/doc", "usr/share/man", "usr/share/locale"} {
		if err := os.RemoveAll(filepath.Join(root, dir)); err != nil {
			return err
		}
	}
	for _, dir := range []string{"tmp", "etc", "var/task", "var/runtime", "opt", "root"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			return err
		}
	}
	for name, from := range map[string]string{"lambda-entrypoint.sh": "base/lambda-entrypoint.sh", "var/runtime/bootstrap": "base/bootstrap"} {
		text, err := base.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(root, name), text, 0o755); err != nil {
			return err
		}
	}
	accounts := map[string]string{"etc/passwd": "root:x:0:0:root:/root:/bin/sh\n", "etc/group": "root:x:0:\n"}
	for name, text := range accounts {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return os.Chmod(filepath.Join(root, "tmp"), 0o1777|os.ModeSticky)
}

// changes are the instructions that make an archive a base image.
var changes = map[string]struct {
	archive string
	changes []string
}{
	Busybox: {"busybox.tar", []string{"CMD [\"sh\"]", "ENV PATH=/bin"}},
	Python:  {"python.tar", []string{"CMD [\"python3\"]", "ENV PATH=/usr/local/bin:/usr/bin:/bin"}},
	LambdaPython: {"python.tar", []string{
		"ENV LANG=en_US.UTF-8", "ENV PATH=/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin", "ENV LAMBDA_TASK_ROOT=/var/task", "ENV LAMBDA_RUNTIME_DIR=/var/runtime",
		"WORKDIR /var/task", "ENTRYPOINT [\"/lambda-entrypoint.sh\"]",
	}},
}

// Need makes sure that base images are there.
func Need(t testing.TB, refs ...string) {
	t.Helper()
	if missing != "" {
		lacking(t, missing)
	}
	importing, err := lock(filepath.Join(os.Getenv(dirVariable), "bases"), syscall.LOCK_EX)
	if err != nil {
		t.Fatal(err)
	}
	defer importing.Close()
	for _, ref := range refs {
		if err := importBase(ref, os.Environ()); err != nil {
			t.Fatal(err)
		}
	}
}

// importBase makes a base image known to the engine of an environment.
func importBase(ref string, env []string) error {
	docker := func(args ...string) *exec.Cmd {
		cmd := exec.Command("/usr/bin/docker", args...)
		cmd.Env = env
		return cmd
	}
	if docker("image", "inspect", ref).Run() == nil {
		return nil
	}
	how, ok := changes[ref]
	if !ok {
		return fmt.Errorf("there is no base image %s", ref)
	}
	cache, err := cacheDir()
	if err != nil {
		return err
	}
	archives, err := rootFS(cache)
	if err != nil {
		return err
	}
	args := []string{"import"}
	for _, change := range how.changes {
		args = append(args, "--change", change)
	}
	if out, err := docker(append(args, filepath.Join(archives, how.archive), ref)...).CombinedOutput(); err != nil {
		return fmt.Errorf("importing %s: %w: %s", ref, err, out)
	}
	return nil
}
