package enginetest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	// linger is how long an engine stays up without users: a run's next package may be about to be compiled.
	linger = 20 * time.Second
	// startLimit is how long dockerd may take to answer.
	startLimit = 60 * time.Second
	readyFile  = 3 // the number of the pipe on which serve says that the engine answers
)

// serve is the first process of the engine's namespaces: it starts dockerd and a registry, and ends with them when nobody uses them.
// With its end the kernel ends all that runs there, and the mounts go too.
func serve(dir string) int {
	alive, err := lock(filepath.Join(dir, "alive"), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		defer alive.Close()
		err = isolate()
	}
	if err == nil {
		err = run(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// isolate completes the namespaces: mounts that stay inside, the processes of this namespace in /proc, and a loopback.
func isolate() error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("keeping mounts inside: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("mounting /proc: %w", err)
	}
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		return fmt.Errorf("setting up loopback: %w: %s", err, out)
	}
	return nil
}

func run(dir string) error {
	path := func(name string) string { return filepath.Join(dir, "run", name) }
	if err := serveECR(path); err != nil {
		return err
	}
	if size := os.Getenv(diskVariable); size != "" {
		if err := mountDisk(path("data"), size); err != nil {
			return err
		}
	}
	dockerd, err := launch(path("dockerd.log"), "dockerd", "--config-file", path("daemon.json"), "--data-root", path("data"), "--exec-root", path("exec"),
		"--pidfile", path("dockerd.pid"), "--host", "unix://"+path("docker.sock"), "--userland-proxy=false", "--insecure-registry", Registry)
	if err != nil {
		return err
	}
	if _, err := launch(path("registry.log"), "docker-registry", "serve", path("registry.yml")); err != nil {
		return err
	}
	ended := make(chan int)
	go reap(ended)
	if err := answers(ended, dockerd, path); err != nil {
		return err
	}
	if _, err := os.NewFile(readyFile, "ready").WriteString("\n"); err != nil {
		return err
	}
	return stopWhenUnused(dir, ended, dockerd)
}

// mountDisk has what lies in a folder take no more than so many bytes.
func mountDisk(dir, size string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		return fmt.Errorf("mounting a small disk: %w", err)
	}
	return nil
}

// launch starts a program whose end reap notices.
func launch(log, program string, args ...string) (pid int, err error) {
	found, err := exec.LookPath(program)
	if err != nil {
		return 0, err
	}
	out, err := os.Create(log)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return 0, err
	}
	defer null.Close()
	p, err := os.StartProcess(found, append([]string{program}, args...), &os.ProcAttr{Files: []*os.File{null, out, out}})
	if err != nil {
		return 0, err
	}
	return p.Pid, nil
}

// reap waits for children, its own and those that lost their parent, as a first process must.
func reap(ended chan<- int) {
	for {
		pid, err := syscall.Wait4(-1, nil, 0, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return
		default:
			ended <- pid
		}
	}
}

// answers waits until dockerd and the registry take connections.
func answers(ended <-chan int, dockerd int, path func(string) string) error {
	limit := time.After(startLimit)
	for _, address := range [][2]string{{"unix", path("docker.sock")}, {"tcp", Registry}} {
		for {
			connection, err := net.Dial(address[0], address[1])
			if err == nil {
				connection.Close()
				break
			}
			select {
			case pid := <-ended:
				if pid == dockerd {
					return engineEnded(path)
				}
			case <-limit:
				return errors.Join(fmt.Errorf("%s does not answer", address[1]), engineEnded(path))
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return nil
}

func engineEnded(path func(string) string) error {
	text, _ := os.ReadFile(path("dockerd.log"))
	return fmt.Errorf("dockerd ended: %s", (&engineLog{text}).tail())
}

// stopWhenUnused ends the engine when it had no users for a while, and removes what it wrote. Whoever wants to join meanwhile waits for the lock.
func stopWhenUnused(dir string, ended <-chan int, dockerd int) error {
	unused := time.Now()
	for {
		select {
		case pid := <-ended:
			if pid == dockerd {
				return errors.New("dockerd ended")
			}
			continue
		case <-time.After(250 * time.Millisecond):
		}
		if held(filepath.Join(dir, "users")) {
			unused = time.Now()
			continue
		}
		if time.Since(unused) < linger {
			continue
		}
		starting, err := lock(filepath.Join(dir, "lock"), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil || held(filepath.Join(dir, "users")) {
			unused = time.Now()
			starting.Close() // nil is closed without harm
			continue
		}
		defer starting.Close()
		_ = syscall.Kill(dockerd, syscall.SIGTERM)
		for pid := range ended {
			if pid == dockerd {
				break
			}
		}
		_ = syscall.Unmount(filepath.Join(dir, "run", "data", "overlay2"), syscall.MNT_DETACH)
		return os.RemoveAll(filepath.Join(dir, "run"))
	}
}
