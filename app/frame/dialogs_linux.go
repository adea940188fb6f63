//go:build desktop

package frame

/*
#include <gtk/gtk.h>

// dismiss ends the dialog that is open. Those below it have their turn later.
static gboolean dismiss(gpointer nothing) {
	GList *windows = gtk_window_list_toplevels();
	for (GList *at = windows; at != NULL; at = at->next) {
		if (!GTK_IS_DIALOG(at->data) || !gtk_widget_get_visible(GTK_WIDGET(at->data))) continue;
		gtk_dialog_response(GTK_DIALOG(at->data), GTK_RESPONSE_DELETE_EVENT);
		break;
	}
	g_list_free(windows);
	return G_SOURCE_CONTINUE;
}

static void keep_dismissing(void) { g_timeout_add(100, dismiss, NULL); }
*/
import "C"

// Dismiss ends the dialogs that are open, as if a person had closed them, and
// from then on those that are opened: the loop of a dialog would keep that of
// the program from ending.
func Dismiss() { C.keep_dismissing() }
