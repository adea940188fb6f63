package place

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// Path is where the service of this computer is written.
func Path() string { return filepath.Join(os.Getenv("ProgramData"), "pulse-service.json") }

// DataDir is where the service of this computer keeps its data.
func DataDir() string { return filepath.Join(os.Getenv("ProgramData"), "pulse") }

// trusted refuses a file of somebody who could not have installed a service:
// everybody may make files in the folder.
func trusted(f *os.File) error {
	descriptor, err := windows.GetSecurityInfo(windows.Handle(f.Fd()), windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return err
	}
	owner, _, err := descriptor.Owner()
	if err != nil {
		return err
	}
	self, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return err
	}
	if owner.Equals(self.User.Sid) || owner.IsWellKnown(windows.WinLocalSystemSid) || owner.IsWellKnown(windows.WinBuiltinAdministratorsSid) {
		return nil
	}
	return errors.New("it belongs to another account")
}
