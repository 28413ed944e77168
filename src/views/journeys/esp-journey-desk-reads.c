/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk reads beside the draft: what steps refer to is called, and published versions. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-canvas.h"
#include "views/journeys/esp-journey-desk-parts.h"

#include "engine/journey/esp-journey-json.h"
#include "views/shell/esp-store-messages.h"
#include "views/journeys/esp-step-form.h"

#define NAMES_MS 300

/* Names of what steps refer to */

typedef struct
{
  EspLang lang;
  EspJourneyNames *names; /* (owned) (nullable) */
} NamesRead;

static void
names_read_free (gpointer data)
{
  NamesRead *read = data;

  g_clear_pointer (&read->names, esp_journey_names_unref);
  g_free (read);
}

static gboolean
names_in_tx (EspTx *tx, gpointer data, GError **error)
{
  NamesRead *read = data;

  read->names = esp_journey_names_load (tx, read->lang, error);
  return read->names != NULL;
}

static void
names_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  NamesRead *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (read == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("Names could not be read: %s", error->message);
      return;
    }
  if (self->box != NULL)
    {
      g_clear_pointer (&self->names, esp_journey_names_unref);
      self->names = g_steal_pointer (&read->names);
      esp_journey_outline_set_names (ESP_JOURNEY_OUTLINE (self->outline), self->names);
      esp_journey_find_set_names (ESP_JOURNEY_FIND (self->find), self->names);
      esp_journey_palette_set_names (ESP_JOURNEY_PALETTE (self->pieces), self->names);
      esp_journey_desk_show_problems (self);
      g_signal_emit_by_name (self, "names");
    }
  names_read_free (read);
}

/**
 * esp_journey_desk_read_names:
 */
void
esp_journey_desk_read_names (EspJourneyDesk *self)
{
  NamesRead *read = g_new0 (NamesRead, 1);

  read->lang = esp_session_get_lang (self->session);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, names_in_tx, read,
                        names_read_free, esp_session_get_cancellable (self->session), names_cb,
                        g_object_ref (self));
}

static gboolean
read_names_later_cb (gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  self->names_source = 0;
  esp_journey_desk_read_names (self);
  esp_journey_desk_canvas_read_flow (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_journey_desk_note_changes:
 *
 * Reads again what others changed.
 */
void
esp_journey_desk_note_changes (EspJourneyDesk *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_REVIEW))
    esp_journey_desk_read_lock (self);
  if (self->names_source == 0 &&
      esp_changes_has (changes, ESP_CHANGE_MESSAGE | ESP_CHANGE_SEGMENT | ESP_CHANGE_CHANNEL |
                                  ESP_CHANGE_FIELD | ESP_CHANGE_AUDIENCE))
    self->names_source = g_timeout_add (NAMES_MS, read_names_later_cb, self);
}

/* Published versions */

typedef struct
{
  gint64 id;
  guint number;
  EspJourney *journey; /* (owned) (nullable) */
} VersionRead;

static void
version_read_free (gpointer data)
{
  VersionRead *read = data;

  g_clear_pointer (&read->journey, esp_journey_unref);
  g_free (read);
}

static gboolean
version_in_tx (EspTx *tx, gpointer data, GError **error)
{
  VersionRead *read = data;
  g_autoptr (EspJourneyVersion) version =
    esp_journey_version_load (tx, read->id, read->number, error);

  read->journey = version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;
  return read->journey != NULL;
}

static void
version_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  VersionRead *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (read == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      if (self->box != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        esp_session_toast (self->session, sentence);
      return;
    }
  if (self->box != NULL && read->number == self->shown_version)
    {
      g_clear_pointer (&self->version, esp_journey_unref);
      self->version = g_steal_pointer (&read->journey);
      esp_journey_desk_show_journey (self);
      g_signal_emit_by_name (self, "state");
    }
  version_read_free (read);
}

/**
 * esp_journey_desk_set_shown_version:
 * @version: a published one, to be read alone; 0: the draft
 */
void
esp_journey_desk_set_shown_version (EspJourneyDesk *self, guint version)
{
  VersionRead *read;

  if (version == self->shown_version)
    return;
  self->shown_version = version;
  g_clear_pointer (&self->version, esp_journey_unref);
  esp_journey_desk_canvas_clear (self);
  esp_journey_desk_canvas_read_flow (self);
  esp_journey_desk_update_parts (self);
  if (version == 0)
    {
      esp_journey_desk_show_journey (self);
      g_signal_emit_by_name (self, "state");
      return;
    }
  read = g_new0 (VersionRead, 1);
  read->id = self->id;
  read->number = version;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, version_in_tx, read,
                        version_read_free, esp_session_get_cancellable (self->session), version_cb,
                        g_object_ref (self));
}
