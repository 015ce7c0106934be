//go:build !windows

package engine

import (
	"os"
	"os/exec"
	"syscall"
)

// inOwnGroup puts a command at the head of a process group, so that its children can be ended with it.
func inOwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// endGroup asks a command and its children to end, as a terminal's interrupt would.
func endGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGINT) }

// killGroup ends what is left of a command and its children.
func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }
