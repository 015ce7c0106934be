package enginetest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// The variables by which Main finds itself again in another process.
const (
	roleVariable  = "LAMBDOCK_TEST_ENGINE_ROLE"
	roleServe     = "serve"
	roleInside    = "inside"
	dirVariable   = "LAMBDOCK_TEST_ENGINE_DIR"
	usersVariable = "LAMBDOCK_TEST_ENGINE_USERS" // the number of the file whose lock keeps the engine up
	diskVariable  = "LAMBDOCK_TEST_ENGINE_DISK"  // the size of the engine's own disk, in bytes; it writes to the machine's without
)

// Main runs the tests of a package inside the network of the shared engine, which it starts if no other package did. It gives the exit status.
func Main(m *testing.M) int {
	switch os.Getenv(roleVariable) {
	case roleServe:
		return serve(os.Getenv(dirVariable))
	case roleInside:
		if users, err := strconv.Atoi(os.Getenv(usersVariable)); err == nil {
			syscall.CloseOnExec(users)
		}
		for _, name := range []string{roleVariable, usersVariable} {
			os.Unsetenv(name)
		}
		missing = ""
		return m.Run()
	}
	if !flag.Parsed() {
		flag.Parse()
	}
	if list := flag.Lookup("test.list"); list == nil || list.Value.String() == "" {
		missing = enter().Error() // does not return when it succeeds
	}
	return m.Run()
}

// enter has this program start anew inside the network of the shared engine. The error says why it cannot.
func enter() error {
	tools, err := prepare()
	if err != nil {
		return err
	}
	dir := filepath.Join(os.TempDir(), "lambdock-engine-"+tools.key)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	users, pid, err := join(dir, tools)
	if err != nil {
		return err
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	number, err := syscall.Dup(int(users.Fd())) // a copy is not closed by exec
	if err != nil {
		return err
	}
	args := append([]string{"nsenter", "--net=/proc/" + strconv.Itoa(pid) + "/ns/net", "--", self}, os.Args[1:]...)
	env := append(tools.environment(dir), roleVariable+"="+roleInside, dirVariable+"="+dir, usersVariable+"="+strconv.Itoa(number))
	return fmt.Errorf("entering the engine's network: %w", syscall.Exec(nsenter, args, env))
}

// join keeps the engine of a folder up, and starts it if it is down, for as long as users is open. pid is a process in its network.
func join(dir string, tools *tools) (users *os.File, pid int, err error) {
	starting, err := lock(filepath.Join(dir, "lock"), syscall.LOCK_EX)
	if err != nil {
		return nil, 0, err
	}
	defer starting.Close()
	users, err = lock(filepath.Join(dir, "users"), syscall.LOCK_SH)
	if err != nil {
		return nil, 0, err
	}
	pidFile := filepath.Join(dir, "pid")
	if held(filepath.Join(dir, "alive")) {
		text, err := os.ReadFile(pidFile)
		if err != nil {
			return nil, 0, err
		}
		pid, err = strconv.Atoi(string(text))
		return users, pid, err
	}
	server, err := start(dir, tools, 0)
	if err != nil {
		return nil, 0, err
	}
	go func() { _ = server.Wait() }()
	return users, server.Process.Pid, os.WriteFile(pidFile, []byte(strconv.Itoa(server.Process.Pid)), 0o600)
}

// start starts an engine in a folder, in namespaces of its own, and waits until it answers. disk is the size of its own disk in bytes; 0 gives it none.
func start(dir string, tools *tools, disk int) (*exec.Cmd, error) {
	if err := os.RemoveAll(filepath.Join(dir, "run")); err != nil {
		return nil, err
	}
	if err := os.Mkdir(filepath.Join(dir, "run"), 0o700); err != nil {
		return nil, err
	}
	if err := tools.install(dir); err != nil {
		return nil, err
	}
	logName := filepath.Join(dir, "run", "log")
	log, err := os.Create(logName)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ready, done, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer ready.Close()
	server := exec.Command(self)
	server.Env = append(tools.environment(dir), roleVariable+"="+roleServe, dirVariable+"="+dir)
	if disk > 0 {
		server.Env = append(server.Env, diskVariable+"="+strconv.Itoa(disk))
	}
	server.Stdout, server.Stderr, server.Dir = log, log, dir
	server.ExtraFiles = []*os.File{done}
	server.SysProcAttr = &syscall.SysProcAttr{
		Setsid:     true,
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
	}
	err = server.Start()
	done.Close()
	if err != nil {
		return nil, fmt.Errorf("starting an engine in namespaces of its own: %w", err)
	}
	if _, err := ready.Read(make([]byte, 1)); err != nil { // it ended without a word
		_ = server.Wait()
		text, _ := os.ReadFile(logName)
		return nil, fmt.Errorf("starting an engine: %s", (&engineLog{text}).tail())
	}
	return server, nil
}

type engineLog struct{ text []byte }

func (l *engineLog) tail() string {
	const most = 4 << 10
	return string(l.text[max(0, len(l.text)-most):])
}

func cleanupContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), 30*time.Second)
}
