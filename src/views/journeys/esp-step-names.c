/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the names that the forms of a journey offer, in the background, and again when they change. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-names.h"

#include "store/esp-ad-audiences.h"
#include "store/esp-channels.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "store/esp-stages.h"
#include "views/leads/esp-lead-format.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>
#include <string.h>

/* The event of a filled-in form and its property that says which. */
#define FORM_EVENT "form"
#define FORM_PROPERTY "form"
#define OWNER_FIELD "owner"

struct _EspStepNames
{
  GObject parent_instance;

  EspSession *session;                /* (unowned): the window's; outlives it */
  EspSegmentChoices *choices;         /* (owned) (nullable) until it is loaded */
  EspJourneyNames *words;             /* (owned) (nullable) until it is loaded */
  GPtrArray *old_choices;             /* (owned): editors on the screen may still look at them */
  GPtrArray *lists[ESP_N_STEP_NAMES]; /* (owned) EspStepName */
  gboolean is_reading;
  gboolean is_stale;
};

G_DEFINE_FINAL_TYPE (EspStepNames, esp_step_names, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One reading: made on the store's thread, then handed over. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspLang lang;
  EspSegmentChoices *choices;
  EspJourneyNames *words;
  GPtrArray *lists[ESP_N_STEP_NAMES];
  EspFields *fields;
} Read;

static void
name_free (gpointer data)
{
  EspStepName *name = data;

  g_free (name->reference);
  g_free (name->also);
  g_free (name->label);
  g_free (name->detail);
  g_free (name);
}

static void
read_free (gpointer data)
{
  Read *read = data;

  esp_segment_engine_unref (read->engine);
  g_clear_pointer (&read->choices, esp_segment_choices_free);
  g_clear_pointer (&read->fields, esp_fields_unref);
  g_clear_pointer (&read->words, esp_journey_names_unref);
  for (guint i = 0; i < ESP_N_STEP_NAMES; i++)
    g_clear_pointer (&read->lists[i], g_ptr_array_unref);
  g_free (read);
}

/**
 * esp_step_name_list_new:
 *
 * Returns: (transfer full) (element-type EspStepName): an empty list
 */
GPtrArray *
esp_step_name_list_new (void)
{
  return g_ptr_array_new_with_free_func (name_free);
}

/**
 * esp_step_name_list_add:
 * @detail: (nullable)
 *
 * Returns: (transfer none): the new one, to be completed
 */
EspStepName *
esp_step_name_list_add (GPtrArray *list,
                        const char *reference,
                        const char *label,
                        const char *detail)
{
  EspStepName *name = g_new0 (EspStepName, 1);

  name->reference = g_strdup (reference);
  name->label = g_strdup (label);
  name->detail = g_strdup (detail);
  g_ptr_array_add (list, name);
  return name;
}

/* A name says what is meant as long as there is only one of it; else the number does. */
static void
settle_names (GPtrArray *list)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++)
    {
      const EspStepName *name = list->pdata[i];
      gpointer n = g_hash_table_lookup (seen, name->label);

      g_hash_table_insert (seen, name->label, GINT_TO_POINTER (GPOINTER_TO_INT (n) + 1));
    }
  for (guint i = 0; i < list->len; i++)
    {
      EspStepName *name = list->pdata[i];
      gboolean is_number = strspn (name->label, "0123456789") == strlen (name->label);

      g_free (name->also);
      name->also = g_strdup_printf ("%" G_GINT64_FORMAT, name->id);
      if (!is_number && GPOINTER_TO_INT (g_hash_table_lookup (seen, name->label)) == 1)
        continue;
      g_free (name->reference);
      name->reference = g_strdup (name->also);
    }
}

static gboolean
read_messages (Read *read, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_message_list (tx, TRUE, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspMessageRow *row = rows->pdata[i];
      EspStepName *name = esp_step_name_list_add (read->lists[ESP_STEP_NAME_MESSAGE], row->name,
                                                  row->name, row->channel);

      name->id = row->id;
      name->is_gone = row->archived_at_us != 0;
    }
  settle_names (read->lists[ESP_STEP_NAME_MESSAGE]);
  return rows != NULL;
}

static gboolean
read_channels (Read *read, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_channel_list (tx, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspChannelRecord *row = rows->pdata[i];

      esp_step_name_list_add (read->lists[ESP_STEP_NAME_CHANNEL], row->name, row->name, NULL)->id =
        row->id;
    }
  settle_names (read->lists[ESP_STEP_NAME_CHANNEL]);
  return rows != NULL;
}

/* The uuid stays when the segment is called something else. */
static gboolean
read_segments (Read *read, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_segment_list (tx, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspSegment *row = rows->pdata[i];
      EspStepName *name = esp_step_name_list_add (read->lists[ESP_STEP_NAME_SEGMENT], row->uuid,
                                                  row->name, row->is_static ? "list" : NULL);

      name->also = g_strdup (row->name);
      name->id = row->id;
      if (!row->is_static)
        continue;
      name = esp_step_name_list_add (read->lists[ESP_STEP_NAME_LIST], row->uuid, row->name, NULL);
      name->also = g_strdup (row->name);
      name->id = row->id;
    }
  return rows != NULL;
}

static gboolean
read_journeys (Read *read, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_journey_row_list (tx, FALSE, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspJourneyRow *row = rows->pdata[i];
      GString *uuid = g_string_new (NULL);
      EspStepName *name;

      for (guint byte = 0; byte < sizeof row->uuid; byte++)
        g_string_append_printf (uuid, "%02x", row->uuid[byte]);
      name = esp_step_name_list_add (read->lists[ESP_STEP_NAME_JOURNEY], uuid->str, row->name,
                                     row->state);
      name->also = g_strdup (row->name);
      name->id = row->id;
      g_string_free (uuid, TRUE);
    }
  return rows != NULL;
}

/* Their own names are translated where they are shown. */
static gboolean
read_stages (Read *read, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_stage_list (tx, FALSE, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspStageRow *row = rows->pdata[i];

      esp_step_name_list_add (read->lists[ESP_STEP_NAME_STAGE], row->key,
                              row->name != NULL ? row->name : "", NULL);
    }
  return rows != NULL;
}

static gboolean
read_audiences (Read *read, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_ad_audience_list (tx, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspAdAudience *row = rows->pdata[i];

      esp_step_name_list_add (read->lists[ESP_STEP_NAME_AUDIENCE], row->name, row->name, NULL)->id =
        row->id;
    }
  return rows != NULL;
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (read->engine, tx, error);

  if (world == NULL)
    return FALSE;
  for (guint i = 0; i < ESP_N_STEP_NAMES; i++)
    read->lists[i] = esp_step_name_list_new ();
  read->choices = esp_segment_choices_load (tx, world, read->lang, error);
  read->fields = esp_fields_load (tx, error);
  read->words = esp_journey_names_load (tx, read->lang, error);
  return read->choices != NULL && read->fields != NULL && read->words != NULL &&
         read_messages (read, tx, error) && read_channels (read, tx, error) &&
         read_segments (read, tx, error) && read_journeys (read, tx, error) &&
         read_stages (read, tx, error) && read_audiences (read, tx, error);
}

/* What the screen calls them is only known here. */
static void
add_fields (EspStepNames *self, const EspFields *fields)
{
  for (guint i = 0; i < esp_fields_get_n (fields); i++)
    {
      const EspField *field = esp_fields_get (fields, i);
      const char *label = esp_lead_field_label (field);
      gboolean is_date = field->type == ESP_FIELD_DATE || field->type == ESP_FIELD_DATETIME;
      gboolean is_number = field->type == ESP_FIELD_INTEGER || field->type == ESP_FIELD_DECIMAL;

      gboolean is_open = field->is_editable || field->is_score;

      if (is_open)
        esp_step_name_list_add (self->lists[ESP_STEP_NAME_FIELD], field->column, label, NULL)
          ->type = (int) field->type;
      if (is_date)
        esp_step_name_list_add (self->lists[ESP_STEP_NAME_DATE], field->column, label, NULL)->type =
          (int) field->type;
      if (is_number && is_open)
        esp_step_name_list_add (self->lists[ESP_STEP_NAME_NUMBER], field->column, label, NULL)
          ->type = (int) field->type;
    }
}

static void
add_words (EspStepNames *self)
{
  GPtrArray *stages = self->lists[ESP_STEP_NAME_STAGE];

  for (guint i = 0; i < stages->len; i++)
    {
      EspStepName *stage = stages->pdata[i];

      if (*stage->label != '\0')
        continue;
      g_free (stage->label);
      stage->label = g_strdup (esp_lead_stage_label (stage->reference));
    }
  for (guint i = 0; self->choices->event_kinds[i] != NULL; i++)
    esp_step_name_list_add (self->lists[ESP_STEP_NAME_EVENT], self->choices->event_kinds[i],
                            esp_words_event (self->choices->event_kinds[i]), NULL);
  for (guint i = 0; self->choices->tags[i] != NULL; i++)
    esp_step_name_list_add (self->lists[ESP_STEP_NAME_TAG], self->choices->tags[i],
                            self->choices->tags[i], NULL);
}

static void
set_texts (EspStepNames *self, EspStepNameKind kind, const char *const *texts)
{
  g_ptr_array_set_size (self->lists[kind], 0);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (*texts[i] != '\0')
      esp_step_name_list_add (self->lists[kind], texts[i], texts[i], NULL);
}

/* What the data hold comes later than the rest. */
static void
hints_cb (EspStepNames *self)
{
  EspSegmentHints *hints = self->choices->hints;

  set_texts (self, ESP_STEP_NAME_FORM,
             esp_segment_hints_peek_property (hints, FORM_EVENT, FORM_PROPERTY));
  set_texts (self, ESP_STEP_NAME_OWNER, esp_segment_hints_peek_field (hints, OWNER_FIELD));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void read_again (EspStepNames *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspStepNames) self = user_data;
  g_autoptr (GError) error = NULL;
  Read *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_reading = FALSE;
  if (read == NULL)
    {
      g_debug ("the names could not be read: %s", error->message);
      return;
    }
  if (self->choices != NULL)
    g_ptr_array_add (self->old_choices, g_steal_pointer (&self->choices));
  for (guint i = 0; i < ESP_N_STEP_NAMES; i++)
    {
      g_ptr_array_unref (self->lists[i]);
      self->lists[i] = g_steal_pointer (&read->lists[i]);
    }
  self->choices = g_steal_pointer (&read->choices);
  g_clear_pointer (&self->words, esp_journey_names_unref);
  self->words = g_steal_pointer (&read->words);
  self->choices->hints = esp_segment_hints_new (ESP_STORE (source));
  self->choices->clock = esp_session_get_clock (self->session);
  g_signal_connect_object (self->choices->hints, "changed", G_CALLBACK (hints_cb), self,
                           G_CONNECT_SWAPPED);
  add_fields (self, read->fields);
  add_words (self);
  read_free (read);
  hints_cb (self);
  if (self->is_stale)
    read_again (self);
}

static void
read_again (EspStepNames *self)
{
  EspStore *store = esp_session_get_store (self->session);
  EspSegmentService *service = esp_segment_service_get (store);
  Read *read;

  self->is_stale = self->is_reading;
  if (self->is_reading || service == NULL)
    return;
  read = g_new0 (Read, 1);
  read->engine = esp_segment_engine_ref (esp_segment_service_get_engine (service));
  read->lang = esp_session_get_lang (self->session);
  self->is_reading = TRUE;
  esp_store_read_async (store, ESP_READ_PAGE, read_in_tx, read, read_free,
                        esp_session_get_cancellable (self->session), read_cb, g_object_ref (self));
}

static void
changed_cb (EspStepNames *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_FIELD | ESP_CHANGE_SEGMENT | ESP_CHANGE_MESSAGE |
                                  ESP_CHANGE_CHANNEL | ESP_CHANGE_AUDIENCE))
    read_again (self);
}

static void
esp_step_names_finalize (GObject *object)
{
  EspStepNames *self = ESP_STEP_NAMES (object);

  g_clear_pointer (&self->choices, esp_segment_choices_free);
  g_clear_pointer (&self->words, esp_journey_names_unref);
  g_ptr_array_unref (self->old_choices);
  for (guint i = 0; i < ESP_N_STEP_NAMES; i++)
    g_ptr_array_unref (self->lists[i]);
  G_OBJECT_CLASS (esp_step_names_parent_class)->finalize (object);
}

static void
esp_step_names_class_init (EspStepNamesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_step_names_finalize;
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_STEP_NAMES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
esp_step_names_init (EspStepNames *self)
{
  self->old_choices =
    g_ptr_array_new_with_free_func ((GDestroyNotify) (void *) esp_segment_choices_free);
  for (guint i = 0; i < ESP_N_STEP_NAMES; i++)
    self->lists[i] = esp_step_name_list_new ();
}

/**
 * esp_step_names_new:
 *
 * Returns: (transfer full): names that come once they are read
 */
EspStepNames *
esp_step_names_new (EspSession *session)
{
  EspStepNames *self = g_object_new (ESP_TYPE_STEP_NAMES, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  read_again (self);
  return self;
}

/**
 * esp_step_names_refresh:
 *
 * Reads the names again; "changed" tells when they are there.
 */
void
esp_step_names_refresh (EspStepNames *self)
{
  read_again (self);
}

/**
 * esp_step_names_is_loaded:
 *
 * Returns: whether what is not in the lists does not exist
 */
gboolean
esp_step_names_is_loaded (EspStepNames *self)
{
  return self->choices != NULL;
}

/**
 * esp_step_names_list:
 *
 * Returns: (transfer none) (element-type EspStepName): what there is of a kind, until "changed"
 */
const GPtrArray *
esp_step_names_list (EspStepNames *self, EspStepNameKind kind)
{
  return self->lists[kind];
}

/**
 * esp_step_names_find:
 * @reference: (nullable): as the text of a step says it
 *
 * Returns: (transfer none) (nullable): until "changed"
 */
const EspStepName *
esp_step_names_find (EspStepNames *self, EspStepNameKind kind, const char *reference)
{
  const GPtrArray *list = self->lists[kind];

  for (guint i = 0; reference != NULL && i < list->len; i++)
    {
      const EspStepName *name = list->pdata[i];
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, name->id);

      if (g_str_equal (name->reference, reference) || g_strcmp0 (name->also, reference) == 0 ||
          (name->id != 0 && g_str_equal (number, reference)) ||
          (name->id != 0 && g_str_equal (name->label, reference)))
        return name;
    }
  return NULL;
}

/**
 * esp_step_names_get_choices:
 *
 * Returns: (transfer none) (nullable): what editors of rules offer; stays as long as the names
 */
const EspSegmentChoices *
esp_step_names_get_choices (EspStepNames *self)
{
  return self->choices;
}

/**
 * esp_step_names_get_words:
 *
 * Returns: (transfer none) (nullable): what sentences about steps are made with, until "changed"
 */
const EspJourneyNames *
esp_step_names_get_words (EspStepNames *self)
{
  return self->words;
}
