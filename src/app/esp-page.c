/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helper that draws the HTML of a mail as a browser does: HTML in, a PNG out; no script, no network, no files. */
#define G_LOG_DOMAIN "esp-page"

#include "config.h"

#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>
#include <webkit/webkit.h>

/* A mail with its pictures inside; more is not a mail. */
#define MAX_HTML_BYTES (32 * 1024 * 1024)
#define MIN_WIDTH 200
#define MAX_WIDTH 2000
/* What every renderer can show as one picture. */
#define MAX_HEIGHT_PX 16000
/* Only what the mail brings along is loaded; the name of the rule is our own. */
#define FILTER_NAME "espalier-mail"
#define FILTER                                                                                     \
  "[{\"trigger\":{\"url-filter\":\".*\"},\"action\":{\"type\":\"block\"}},"                        \
  "{\"trigger\":{\"url-filter\":\"^data:\"},\"action\":{\"type\":\"ignore-previous-rules\"}},"     \
  "{\"trigger\":{\"url-filter\":\"^about:blank\"},"                                                \
  "\"action\":{\"type\":\"ignore-previous-rules\"}}]"
/* Nobody listens there: what gets past the filter does not get anywhere. */
#define NOWHERE "http://127.0.0.1:9"

typedef struct
{
  int width; /* CSS px */
  int scale;
  gboolean is_dark;
  char *html; /* (owned) */
  WebKitWebView *view;
  GMainLoop *loop;
  gboolean is_begun; /* the one navigation that is allowed was */
  GBytes *png;       /* (owned) (nullable) result */
  GError *error;
} Page;

static void
finish (Page *page, GError *error)
{
  if (page->error == NULL)
    page->error = error;
  else
    g_error_free (error);
  g_main_loop_quit (page->loop);
}

/* The top of a picture that is too tall for a screen to show as one. */
static GdkTexture *
cut (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture);
  gsize stride = (gsize) width * 4;
  guchar *pixels;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) top = NULL;

  if (gdk_texture_get_height (texture) <= MAX_HEIGHT_PX)
    return g_object_ref (texture);
  pixels = g_malloc (stride * (gsize) gdk_texture_get_height (texture));
  gdk_texture_download (texture, pixels, stride);
  bytes = g_bytes_new_take (pixels, stride * (gsize) gdk_texture_get_height (texture));
  top = g_bytes_new_from_bytes (bytes, 0, stride * MAX_HEIGHT_PX);
  return gdk_memory_texture_new (width, MAX_HEIGHT_PX, GDK_MEMORY_DEFAULT, top, stride);
}

static void
pictured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Page *page = user_data;
  GError *error = NULL;
  g_autoptr (GdkTexture) texture =
    webkit_web_view_get_snapshot_finish (WEBKIT_WEB_VIEW (source), result, &error);
  g_autoptr (GdkTexture) top = NULL;

  if (texture == NULL)
    {
      finish (page, error);
      return;
    }
  top = cut (texture);
  page->png = gdk_texture_save_to_png_bytes (top);
  g_main_loop_quit (page->loop);
}

static void
loaded_cb (WebKitWebView *view, WebKitLoadEvent event, Page *page)
{
  if (event == WEBKIT_LOAD_FINISHED)
    webkit_web_view_get_snapshot (view, WEBKIT_SNAPSHOT_REGION_FULL_DOCUMENT,
                                  WEBKIT_SNAPSHOT_OPTIONS_NONE, NULL, pictured_cb, page);
}

static gboolean
failed_cb (WebKitWebView *view, WebKitLoadEvent event, const char *uri, GError *error, Page *page)
{
  finish (page, g_error_copy (error));
  return TRUE;
}

static void
ended_cb (WebKitWebView *view, WebKitWebProcessTerminationReason reason, Page *page)
{
  finish (page, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "the page ended by itself"));
}

/* The page itself, once: no links, no refresh, no frames, no windows, no downloads. */
static gboolean
policy_cb (WebKitWebView *view,
           WebKitPolicyDecision *decision,
           WebKitPolicyDecisionType type,
           Page *page)
{
  gboolean is_page = type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION ||
                     type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE;

  if (is_page && !page->is_begun)
    webkit_policy_decision_use (decision);
  else
    webkit_policy_decision_ignore (decision);
  page->is_begun = page->is_begun || type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION;
  return TRUE;
}

static WebKitSettings *
make_settings (void)
{
  return webkit_settings_new_with_settings ("enable-javascript", FALSE, "enable-javascript-markup",
                                            FALSE, "enable-html5-database", FALSE,
                                            "enable-html5-local-storage", FALSE, "enable-media",
                                            FALSE, "enable-webgl", FALSE, "enable-webrtc", FALSE,
                                            "enable-webaudio", FALSE, "enable-dns-prefetching",
                                            FALSE, "enable-page-cache", FALSE,
                                            "hardware-acceleration-policy",
                                            WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER, NULL);
}

/* A view that stands in no window: it has the size it is given, and paints only into the picture. */
static void
make_view (Page *page, WebKitUserContentFilter *filter)
{
  const int screen_px = 800;
  g_autoptr (WebKitNetworkSession) session = webkit_network_session_new_ephemeral ();
  g_autoptr (WebKitSettings) settings = make_settings ();
  g_autoptr (WebKitUserContentManager) content = webkit_user_content_manager_new ();
  WebKitNetworkProxySettings *proxy = webkit_network_proxy_settings_new (NOWHERE, NULL);
  GtkAllocation place = { 0, 0, page->width * page->scale, screen_px * page->scale };
  int least;

  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  webkit_user_content_manager_add_filter (content, filter);
  page->view = g_object_ref_sink (g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", session,
                                                "settings", settings, "user-content-manager",
                                                content, "zoom-level", (double) page->scale, NULL));
  g_signal_connect (page->view, "decide-policy", G_CALLBACK (policy_cb), page);
  g_signal_connect (page->view, "load-changed", G_CALLBACK (loaded_cb), page);
  g_signal_connect (page->view, "load-failed", G_CALLBACK (failed_cb), page);
  g_signal_connect (page->view, "web-process-terminated", G_CALLBACK (ended_cb), page);
  gtk_widget_measure (GTK_WIDGET (page->view), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                      NULL);
  gtk_widget_measure (GTK_WIDGET (page->view), GTK_ORIENTATION_VERTICAL, place.width, &least, NULL,
                      NULL, NULL);
  gtk_widget_size_allocate (GTK_WIDGET (page->view), &place, -1);
}

static void
filtered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Page *page = user_data;
  GError *error = NULL;
  WebKitUserContentFilter *filter =
    webkit_user_content_filter_store_save_finish (WEBKIT_USER_CONTENT_FILTER_STORE (source), result,
                                                  &error);

  /* Without the filter nothing is drawn. */
  if (filter == NULL)
    {
      finish (page, error);
      return;
    }
  make_view (page, filter);
  webkit_user_content_filter_unref (filter);
  webkit_web_view_load_html (page->view, page->html, "about:blank");
}

static char *
read_html (GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  const gsize piece = 64 * 1024;
  g_autofree char *buffer = g_malloc (piece);
  gssize n;

  while ((n = g_input_stream_read (input, buffer, piece, NULL, error)) > 0)
    {
      g_byte_array_append (all, (const guint8 *) buffer, (guint) n);
      if (all->len > MAX_HTML_BYTES)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "more than %d MB of HTML",
                       MAX_HTML_BYTES / 1024 / 1024);
          return NULL;
        }
    }
  if (n < 0)
    return NULL;
  return g_utf8_make_valid (all->len > 0 ? (const char *) all->data : "", (gssize) all->len);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      (void) g_remove (path); /* the folder stays then, in the place for what may be lost */
    }
  (void) g_rmdir (folder);
}

static gboolean
draw (Page *page, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-page-XXXXXX", error);
  g_autoptr (WebKitUserContentFilterStore) store = NULL;
  g_autoptr (GBytes) rules = g_bytes_new_static (FILTER, sizeof FILTER - 1);

  if (folder == NULL)
    return FALSE;
  g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", page->is_dark,
                NULL);
  store = webkit_user_content_filter_store_new (folder);
  page->loop = g_main_loop_new (NULL, FALSE);
  webkit_user_content_filter_store_save (store, FILTER_NAME, rules, NULL, filtered_cb, page);
  g_main_loop_run (page->loop);
  g_clear_pointer (&page->loop, g_main_loop_unref);
  g_clear_object (&page->view);
  remove_folder (folder);
  if (page->png == NULL && page->error == NULL)
    page->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "there is no picture");
  if (page->error != NULL)
    g_propagate_error (error, g_steal_pointer (&page->error));
  return page->png != NULL;
}

static gboolean
write_png (GBytes *png, GError **error)
{
  gsize n;
  const void *bytes = g_bytes_get_data (png, &n);

  if (fwrite (bytes, 1, n, stdout) == n && fflush (stdout) == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the picture cannot be written");
  return FALSE;
}

static gboolean
run (Page *page, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &page->width, "Width of the page, CSS px", "PX" },
    { "scale", 0, 0, G_OPTION_ARG_INT, &page->scale, "Pixels of the picture for each, 1 to 3",
      "N" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &page->is_dark, "The reader wants dark pages", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("< HTML > PNG");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  page->width = CLAMP (page->width, MIN_WIDTH, MAX_WIDTH);
  page->scale = CLAMP (page->scale, 1, 3);
  page->html = read_html (error);
  if (page->html == NULL)
    return FALSE;
  if (!gtk_init_check ())
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is no display");
      return FALSE;
    }
  return draw (page, error) && write_png (page->png, error);
}

int
main (int argc, char *argv[])
{
  Page page = { .width = 600, .scale = 1 };
  g_autoptr (GError) error = NULL;
  gboolean is_done = run (&page, argc, argv, &error);

  if (!is_done)
    g_printerr ("espalier-page: %s\n", error->message);
  g_clear_pointer (&page.png, g_bytes_unref);
  g_free (page.html);
  return is_done ? 0 : 1;
}
