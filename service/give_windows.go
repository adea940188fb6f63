package main

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// serviceAccess lets in the system, as which the service runs, and
// administrators; nothing is inherited from the folder around, which is open to
// every account.
const serviceAccess = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

// giveToService closes a folder with all in it to everybody but the service and
// administrators.
func giveToService(_, dir string) error {
	descriptor, err := windows.SecurityDescriptorFromString(serviceAccess)
	if err != nil {
		return err
	}
	list, _, err := descriptor.DACL()
	if err != nil {
		return err
	}
	const what = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
	if err := windows.SetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT, what, nil, nil, list, nil); err != nil {
		return fmt.Errorf("close %s to other accounts: %w", dir, err)
	}
	return nil
}

// giveBack has nothing to do: files take on the access of the account's own folder.
func giveBack(string) error { return nil }
