/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deletes a segment: at once and with undo, but only after a word when something asks for it. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-delete.h"

#include "store/esp-segment-uses.h"
#include "store/esp-segments.h"
#include "views/segments/esp-segment-use-words.h"
#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (unowned): outlives the window */
  gint64 id;
  char *then_open;     /* (owned) (nullable) */
  EspSegment *segment; /* (owned) (nullable) */
  GPtrArray *uses;     /* (owned) (nullable) (element-type EspSegmentUse) */
} Deletion;

static Deletion *
deletion_new (EspSession *session, gint64 id, const char *then_open)
{
  Deletion *self = g_new0 (Deletion, 1);

  self->session = session;
  self->id = id;
  self->then_open = g_strdup (then_open);
  return self;
}

static void
deletion_free (gpointer data)
{
  Deletion *self = data;

  g_free (self->then_open);
  esp_segment_free (self->segment);
  g_clear_pointer (&self->uses, g_ptr_array_unref);
  g_free (self);
}

static gboolean
archive_in_tx (EspTx *tx, gpointer data, GError **error)
{
  return esp_segment_archive (tx, ((Deletion *) data)->id, error);
}

static void
archived_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  EspSession *session = data;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, NULL))
    esp_session_toast_undo (session, _ ("Segment deleted"), history_id);
  else
    esp_session_toast (session, _ ("The segment could not be deleted."));
}

static void
archive (const Deletion *of)
{
  EspOperation operation = { .kind = "segment-delete", .summary = of->segment->name };

  esp_store_write_async (esp_session_get_store (of->session), &operation, archive_in_tx,
                         deletion_new (of->session, of->id, NULL), deletion_free, archived_cb,
                         of->session);
  if (of->then_open != NULL)
    esp_session_open (of->session, of->then_open);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Deletion *self = data;

  if (g_strcmp0 (esp_dialog_ask_finish (result, NULL), "delete") == 0)
    archive (self);
  deletion_free (self);
}

/* Who would do without it. */
static char *
describe_uses (const GPtrArray *uses)
{
  g_autofree char *list = esp_segment_use_list (uses);

  return g_strconcat (_ ("What asks for it cannot be counted or sent until it is changed:"), list,
                      NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  EspSession *session = data;
  Deletion *self = esp_store_read_finish (ESP_STORE (source), result, NULL);
  const EspDialogAnswer answers[] = { { "delete", _ ("_Delete"), TRUE, FALSE }, { NULL } };
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  if (self == NULL)
    {
      esp_session_toast (session, _ ("The segment could not be deleted."));
      return;
    }
  if (self->uses->len == 0)
    {
      archive (self);
      deletion_free (self);
      return;
    }
  heading = g_strdup_printf (_ ("“%s” is in use"), self->segment->name);
  body = describe_uses (self->uses);
  esp_dialog_ask_async (esp_session_get_window (session), heading, body, answers, NULL, answered_cb,
                        self);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Deletion *self = data;

  self->segment = esp_segment_load (tx, self->id, error);
  self->uses = self->segment != NULL ? esp_segment_list_uses (tx, self->segment, error) : NULL;
  return self->uses != NULL;
}

/**
 * esp_segment_delete:
 * @then_open: (nullable): the address to go to once it is deleted
 *
 * Deletes a segment, which can be undone. When campaigns or other segments ask for it, they are named first.
 */
void
esp_segment_delete (EspSession *session, gint64 id, const char *then_open)
{
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_in_tx,
                        deletion_new (session, id, then_open), deletion_free, NULL, read_cb,
                        session);
}
