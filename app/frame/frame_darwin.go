//go:build desktop

package frame

/*
#cgo CFLAGS: -x objective-c
#cgo LDFLAGS: -framework Cocoa -framework WebKit
#import <Cocoa/Cocoa.h>
#import <WebKit/WebKit.h>

static WKWebView *viewIn(NSView *view) {
	if ([view isKindOfClass:[WKWebView class]]) return (WKWebView *)view;
	for (NSView *part in view.subviews) {
		WKWebView *found = viewIn(part);
		if (found != nil) return found;
	}
	return nil;
}

// fit makes a window that is larger than the room between menu and Dock as large
// as that.
static void fit(NSWindow *window) {
	NSScreen *screen = window.screen != nil ? window.screen : [NSScreen mainScreen];
	if (screen == nil) return;
	NSRect room = screen.visibleFrame, frame = window.frame;
	if (frame.size.width > room.size.width) {
		frame.origin.x = room.origin.x;
		frame.size.width = room.size.width;
	}
	if (frame.size.height > room.size.height) {
		frame.origin.y = room.origin.y;
		frame.size.height = room.size.height;
	}
	if (!NSEqualRects(frame, window.frame)) [window setFrame:frame display:YES];
}

// From now on the system itself remembers the frame of the window, and puts one
// whose screen is gone on another.
static void remember(void) {
	dispatch_async(dispatch_get_main_queue(), ^{
		for (NSWindow *window in [NSApp windows]) {
			if (viewIn(window.contentView) == nil) continue;
			[window setFrameAutosaveName:@"Pulse"];
			fit(window);
		}
	});
}

static void enlarge(double zoom) {
	dispatch_async(dispatch_get_main_queue(), ^{
		for (NSWindow *window in [NSApp windows]) {
			if (@available(macOS 11.0, *)) viewIn(window.contentView).pageZoom = zoom;
		}
	});
}
*/
import "C"

import "pulse/app/prefs"

// Look tells nothing: the system itself remembers how a window stands.
func Look() (w prefs.Window, ok bool) { return w, false }

// Put has the system place the window as it stood last, a new one where the
// library has put it.
func Put(prefs.Window) { C.remember() }

// Zoom shows the page at a size in percent.
func Zoom(percent int) { C.enlarge(C.double(percent) / 100) }
