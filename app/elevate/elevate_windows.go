package elevate

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// prefix is empty: the terminal itself is opened as administrator.
const prefix = ""

func quoted(word string) string { return syscall.EscapeArg(word) }

// shellExecute is what the system's function is told, as it defines it.
type shellExecute struct {
	size       uint32
	mask       uint32
	window     windows.Handle
	verb       *uint16
	file       *uint16
	parameters *uint16
	directory  *uint16
	show       int32
	instance   windows.Handle
	idList     uintptr
	class      *uint16
	classKey   windows.Handle
	hotKey     uint32
	icon       windows.Handle
	process    windows.Handle
}

const (
	keepProcess = 0x40  // SEE_MASK_NOCLOSEPROCESS
	noErrorBox  = 0x400 // SEE_MASK_FLAG_NO_UI
	lookPause   = 100 * time.Millisecond
)

// Run runs a program with the rights of an administrator and waits for it. The
// error wraps ErrRefused where it did not run.
func Run(ctx context.Context, program string, args ...string) error {
	process, err := start(program, args)
	if errors.Is(err, windows.ERROR_CANCELLED) || errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return ErrRefused
	}
	if err != nil {
		return ended(program, err)
	}
	defer windows.CloseHandle(process) //nolint:errcheck // it was only waited for
	for {
		state, err := windows.WaitForSingleObject(process, uint32(lookPause.Milliseconds()))
		switch {
		case err != nil:
			return ended(program, err)
		case ctx.Err() != nil:
			return ended(program, ctx.Err())
		case state == windows.WAIT_OBJECT_0:
			return exitOf(program, process)
		}
	}
}

// start asks for the rights and starts the program without a window.
func start(program string, args []string) (windows.Handle, error) {
	verb, _ := windows.UTF16PtrFromString("runas") // holds no zero
	file, err := windows.UTF16PtrFromString(program)
	if err != nil {
		return 0, err
	}
	parameters, err := windows.UTF16PtrFromString(windows.ComposeCommandLine(args))
	if err != nil {
		return 0, err
	}
	info := shellExecute{mask: keepProcess | noErrorBox, verb: verb, file: file, parameters: parameters, show: windows.SW_HIDE}
	info.size = uint32(unsafe.Sizeof(info))
	call := windows.NewLazySystemDLL("shell32.dll").NewProc("ShellExecuteExW")
	if done, _, failed := call.Call(uintptr(unsafe.Pointer(&info))); done == 0 {
		return 0, failed
	}
	return info.process, nil
}

func exitOf(program string, process windows.Handle) error {
	var code uint32
	if err := windows.GetExitCodeProcess(process, &code); err != nil {
		return ended(program, err)
	}
	if code != 0 {
		return ended(program, fmt.Errorf("exit status %d", code))
	}
	return nil
}
