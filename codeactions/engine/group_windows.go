package engine

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// inOwnGroup keeps a console's interrupt for this process away from the command, which is ended in its own way.
func inOwnGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// endGroup ends a command and its children: Windows has no signal that asks for it.
func endGroup(p *os.Process) error {
	killGroup(p)
	return nil
}

// killGroup ends a command and its children.
func killGroup(p *os.Process) {
	if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run() != nil {
		_ = p.Kill() // it may have ended meanwhile
	}
}
