/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets GLib's main loop drive libcurl: its sockets and its timer become sources. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/esp-curl-loop.h"

#include <glib-unix.h>

struct _EspCurlLoop
{
  GMainContext *context; /* (owned) */
  CURLM *multi;          /* (owned) */
  GSource *timer;        /* (owned) (nullable) */
  GHashTable *calls;     /* (owned) CURL* → Call* */
  GHashTable *sockets;   /* (owned) fd → GSource* */
};

typedef struct
{
  EspCurlDoneFunc done;
  gpointer user_data;
} Call;

static void
destroy_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static void
report_done (EspCurlLoop *self)
{
  CURLMsg *message;
  int n_left = 0;

  while ((message = curl_multi_info_read (self->multi, &n_left)) != NULL)
    {
      CURL *easy = message->easy_handle;
      CURLcode code = message->data.result;
      Call *call = g_hash_table_lookup (self->calls, easy);

      if (message->msg == CURLMSG_DONE && call != NULL)
        call->done (easy, code, call->user_data);
    }
}

static void
drive (EspCurlLoop *self, curl_socket_t fd, int events)
{
  int n_running = 0;

  (void) curl_multi_socket_action (self->multi, fd, events, &n_running); /* told per handle */
  report_done (self);
}

static gboolean
socket_cb (int fd, GIOCondition condition, gpointer user_data)
{
  int events = 0;

  if (condition & (G_IO_IN | G_IO_HUP))
    events |= CURL_CSELECT_IN;
  if (condition & G_IO_OUT)
    events |= CURL_CSELECT_OUT;
  if (condition & G_IO_ERR)
    events |= CURL_CSELECT_ERR;
  drive (user_data, fd, events);
  return G_SOURCE_CONTINUE;
}

static int
watch_socket_cb (CURL *easy, curl_socket_t fd, int what, void *user_data, void *socket_data)
{
  EspCurlLoop *self = user_data;
  GIOCondition condition = 0;
  GSource *source;

  (void) g_hash_table_remove (self->sockets, GINT_TO_POINTER (fd)); /* watched anew below */
  if (what == CURL_POLL_REMOVE)
    return 0;
  if (what & CURL_POLL_IN)
    condition |= G_IO_IN;
  if (what & CURL_POLL_OUT)
    condition |= G_IO_OUT;
  source = g_unix_fd_source_new (fd, condition);
  g_source_set_callback (source, G_SOURCE_FUNC (socket_cb), self, NULL);
  (void) g_source_attach (source, self->context);
  g_hash_table_insert (self->sockets, GINT_TO_POINTER (fd), source);
  return 0;
}

static gboolean
timer_cb (gpointer user_data)
{
  EspCurlLoop *self = user_data;

  g_source_set_ready_time (self->timer, -1);
  drive (self, CURL_SOCKET_TIMEOUT, 0);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { NULL, NULL, dispatch_timer, NULL, NULL, NULL };

static int
set_timer_cb (CURLM *multi, long timeout_ms, void *user_data)
{
  EspCurlLoop *self = user_data;

  g_source_set_ready_time (self->timer, timeout_ms < 0
                                          ? -1
                                          : g_get_monotonic_time () + (gint64) timeout_ms * 1000);
  return 0;
}

static void
init_curl (void)
{
  static gsize is_initialised = 0;

  if (g_once_init_enter (&is_initialised))
    {
      (void) curl_global_init (CURL_GLOBAL_DEFAULT); /* fails only without memory */
      g_once_init_leave (&is_initialised, 1);
    }
}

/**
 * esp_curl_loop_new:
 *
 * Returns: (transfer full): an empty loop on @context
 */
EspCurlLoop *
esp_curl_loop_new (GMainContext *context)
{
  EspCurlLoop *self = g_new0 (EspCurlLoop, 1);

  init_curl ();
  self->context = g_main_context_ref (context);
  self->calls = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->sockets = g_hash_table_new_full (NULL, NULL, NULL, destroy_source);
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  (void) g_source_attach (self->timer, context);
  self->multi = curl_multi_init ();
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, watch_socket_cb);
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, set_timer_cb);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);
  return self;
}

void
esp_curl_loop_free (EspCurlLoop *self)
{
  if (self == NULL)
    return;
  g_return_if_fail (g_hash_table_size (self->calls) == 0);
  curl_multi_cleanup (self->multi);
  g_hash_table_unref (self->sockets);
  g_hash_table_unref (self->calls);
  destroy_source (self->timer);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * esp_curl_loop_add:
 * @done: called once when the transfer of @easy has ended; the handle stays in the loop until removed
 */
void
esp_curl_loop_add (EspCurlLoop *self, CURL *easy, EspCurlDoneFunc done, gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->done = done;
  call->user_data = user_data;
  g_hash_table_insert (self->calls, easy, call);
  (void) curl_multi_add_handle (self->multi, easy); /* fails only for a handle added twice */
}

/**
 * esp_curl_loop_remove:
 *
 * Takes @easy out; a connection it made for us alone is closed.
 */
void
esp_curl_loop_remove (EspCurlLoop *self, CURL *easy)
{
  (void) g_hash_table_remove (self->calls, easy);
  (void) curl_multi_remove_handle (self->multi, easy);
}
