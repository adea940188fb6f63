//go:build desktop

package frame

/*
#import <Cocoa/Cocoa.h>

// The main queue stands still while a dialog that came by it is open; the loop
// of the dialog does not.
static void dismiss(void) {
	CFRunLoopRef loop = CFRunLoopGetMain();
	CFRunLoopPerformBlock(loop, kCFRunLoopCommonModes, ^{
		if ([NSApp modalWindow] != nil) [NSApp abortModal];
		for (NSWindow *window in [NSApp windows]) {
			NSWindow *sheet = window.attachedSheet;
			if (sheet != nil) [window endSheet:sheet returnCode:NSModalResponseCancel];
		}
	});
	CFRunLoopWakeUp(loop);
}
*/
import "C"

// Dismiss ends the dialogs that are open, as if a person had closed them.
func Dismiss() { C.dismiss() }
