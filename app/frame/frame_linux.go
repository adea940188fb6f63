//go:build desktop

package frame

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include <stdbool.h>
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>
#ifdef GDK_WINDOWING_X11
#include <gdk/gdkx.h>
#endif

enum { most_screens = 16 };

// What is asked of the thread that owns the window, and its answer.
typedef struct {
	void (*work)(GtkWindow *, WebKitWebView *, void *);
	int x, y, width, height;
	gboolean maximised, usable;
	double zoom;
	GdkRectangle screens[most_screens];
	int count;
	int border_width, border_height;
	gboolean unframed;

	GMutex lock;
	GCond answered;
	gboolean done, forgotten;
} question;

static void find_view(GtkWidget *widget, gpointer found) {
	if (WEBKIT_IS_WEB_VIEW(widget)) *(GtkWidget **)found = widget;
	else if (GTK_IS_CONTAINER(widget)) gtk_container_forall(GTK_CONTAINER(widget), find_view, found);
}

static void look(GtkWindow *window, WebKitWebView *view, void *data) {
	question *q = data;
	GdkWindow *shown = gtk_widget_get_window(GTK_WIDGET(window));
	if (shown == NULL || !gtk_widget_get_visible(GTK_WIDGET(window))) return;
	GdkWindowState state = gdk_window_get_state(shown);
	q->usable = (state & (GDK_WINDOW_STATE_ICONIFIED | GDK_WINDOW_STATE_FULLSCREEN | GDK_WINDOW_STATE_WITHDRAWN)) == 0;
	q->maximised = (state & GDK_WINDOW_STATE_MAXIMIZED) != 0;
	gtk_window_get_position(window, &q->x, &q->y);
	gtk_window_get_size(window, &q->width, &q->height);
}

// awaits_frame tells whether the desktop is about to put a frame around the
// window, which it does a moment after the window is there.
static gboolean awaits_frame(GdkWindow *shown) {
#ifdef GDK_WINDOWING_X11
	if (!GDK_IS_X11_WINDOW(shown)) return FALSE;
	GdkAtom extents = gdk_atom_intern_static_string("_NET_FRAME_EXTENTS");
	if (!gdk_x11_screen_supports_net_wm_hint(gdk_window_get_screen(shown), extents)) return FALSE;
	guchar *content = NULL;
	gboolean known = gdk_property_get(shown, extents, GDK_NONE, 0, 4 * sizeof(long), FALSE, NULL, NULL, NULL, &content);
	g_free(content);
	return !known;
#else
	return FALSE;
#endif
}

// measure tells how much room there is on each screen, first on that of the
// window, and how much its frame takes.
static void measure(GtkWindow *window, WebKitWebView *view, void *data) {
	question *q = data;
	GdkWindow *shown = gtk_widget_get_window(GTK_WIDGET(window));
	if (shown == NULL) return;
	GdkDisplay *display = gtk_widget_get_display(GTK_WIDGET(window));
	GdkMonitor *own = gdk_display_get_monitor_at_window(display, shown);
	q->count = MIN(gdk_display_get_n_monitors(display), most_screens);
	for (int i = 0; i < q->count; i++) {
		GdkMonitor *monitor = gdk_display_get_monitor(display, i);
		gdk_monitor_get_workarea(monitor, &q->screens[i]);
		if (monitor != own) continue;
		GdkRectangle first = q->screens[i];
		q->screens[i] = q->screens[0];
		q->screens[0] = first;
	}
	GdkRectangle frame;
	gdk_window_get_frame_extents(shown, &frame);
	q->border_width = MAX(0, frame.width - gdk_window_get_width(shown));
	q->border_height = MAX(0, frame.height - gdk_window_get_height(shown));
	q->unframed = awaits_frame(shown);
}

static void put(GtkWindow *window, WebKitWebView *view, void *data) {
	question *q = data;
	gtk_window_move(window, q->x, q->y);
	gtk_window_resize(window, q->width, q->height);
	if (q->maximised) gtk_window_maximize(window);
}

static void enlarge(GtkWindow *window, WebKitWebView *view, void *data) {
	webkit_web_view_set_zoom_level(view, ((question *)data)->zoom);
}

static void drop(question *q) {
	g_mutex_clear(&q->lock);
	g_cond_clear(&q->answered);
	g_free(q);
}

static gboolean answer(gpointer data) {
	question *q = data;
	GList *windows = gtk_window_list_toplevels();
	for (GList *at = windows; at != NULL; at = at->next) {
		GtkWidget *view = NULL;
		find_view(at->data, &view);
		if (view == NULL) continue;
		q->work(GTK_WINDOW(at->data), WEBKIT_WEB_VIEW(view), q);
		break;
	}
	g_list_free(windows);
	g_mutex_lock(&q->lock);
	gboolean forgotten = q->forgotten;
	q->done = TRUE;
	g_cond_signal(&q->answered);
	g_mutex_unlock(&q->lock);
	if (forgotten) drop(q);
	return G_SOURCE_REMOVE;
}

// ask has the question answered after everything that waits already, such as
// the library's own centring of a new window. A loop that has ended answers
// nothing: then it returns false.
static bool ask(question *q, question *result) {
	g_mutex_init(&q->lock);
	g_cond_init(&q->answered);
	gint64 until = g_get_monotonic_time() + 2 * G_TIME_SPAN_SECOND;
	g_idle_add_full(G_PRIORITY_LOW, answer, q, NULL);
	g_mutex_lock(&q->lock);
	while (!q->done && g_cond_wait_until(&q->answered, &q->lock, until)) continue;
	gboolean done = q->done;
	q->forgotten = !done;
	g_mutex_unlock(&q->lock);
	if (!done) return false;
	*result = *q;
	drop(q);
	return true;
}

static bool ask_look(question *result) {
	question *q = g_new0(question, 1);
	q->work = look;
	return ask(q, result) && result->usable;
}

static bool ask_measure(question *result) {
	question *q = g_new0(question, 1);
	q->work = measure;
	return ask(q, result);
}

static void ask_put(int x, int y, int width, int height, gboolean maximised) {
	question *q = g_new0(question, 1), ignored;
	q->work = put;
	q->x = x, q->y = y, q->width = width, q->height = height, q->maximised = maximised;
	ask(q, &ignored);
}

static void ask_enlarge(double zoom) {
	question *q = g_new0(question, 1), ignored;
	q->work = enlarge;
	q->zoom = zoom;
	ask(q, &ignored);
}
*/
import "C"

import (
	"time"

	"pulse/app/prefs"
)

// How long a desktop may take to put a frame around a window, and the time
// between two looks for it.
const (
	frameLimit = time.Second
	framePause = 20 * time.Millisecond
)

// Look tells how the window stands. There is nothing to tell of one that is
// hidden, minimised or fills the whole screen.
func Look() (w prefs.Window, ok bool) {
	var q C.question
	seen := C.ask_look(&q) //nolint:gocritic // it is about what cgo makes of this line
	if !seen {
		return w, false
	}
	return prefs.Window{X: int(q.x), Y: int(q.y), Width: int(q.width), Height: int(q.height), Maximised: q.maximised != 0}, true
}

// Put places the window, a new one in the middle of its screen. Where a desktop
// lets no program place its windows, as with Wayland, only the size counts. It
// returns when the window has its frame, which on a small screen may leave less
// room than it seemed before.
func Put(w prefs.Window) {
	var last prefs.Window
	for deadline := time.Now().Add(frameLimit); time.Now().Before(deadline); time.Sleep(framePause) {
		room, ok := measure()
		if !ok {
			return
		}
		if next := Within(w, room.screens, room.border); next != last {
			put(next)
			last = next
		}
		if room.framed {
			return
		}
	}
}

// room is what there is on the desktop for a window.
type room struct {
	screens []Area
	border  Border
	framed  bool // else the border may be larger in a moment
}

func measure() (r room, ok bool) {
	var q C.question
	measured := C.ask_measure(&q) //nolint:gocritic // it is about what cgo makes of this line
	if !measured {
		return r, false
	}
	for _, s := range q.screens[:q.count] {
		r.screens = append(r.screens, Area{X: int(s.x), Y: int(s.y), Width: int(s.width), Height: int(s.height)})
	}
	r.border = Border{Width: int(q.border_width), Height: int(q.border_height)}
	r.framed = q.unframed == 0
	return r, true
}

func put(w prefs.Window) {
	var maximised C.gboolean
	if w.Maximised {
		maximised = 1
	}
	C.ask_put(C.int(w.X), C.int(w.Y), C.int(w.Width), C.int(w.Height), maximised)
}

// Zoom shows the page at a size in percent.
func Zoom(percent int) { C.ask_enlarge(C.double(percent) / 100) }
