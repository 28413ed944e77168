/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the values that fields and events have, read once each when an editor asks. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-hints.h"

#include "store/esp-value-hints.h"

typedef enum
{
  ASK_FIELD,
  ASK_UNKNOWN,
  ASK_EVENTS,
} AskKind;

/* One question and its answer. */
typedef struct
{
  AskKind kind;
  char *subject;    /* (owned): a field or a kind of event */
  gboolean is_read; /* main thread only */
  GStrv values; /* (owned) (nullable): of fields the values, of events the names of properties */
  GPtrArray *hints; /* (owned) (nullable): of events */
  gint64 n_unknown;
} Answer;

struct _EspSegmentHints
{
  GObject parent_instance;

  EspStore *store;           /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GHashTable *answers;       /* (owned): "kind/subject" to Answer */
};

G_DEFINE_FINAL_TYPE (EspSegmentHints, esp_segment_hints, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  if (answer == NULL)
    return;
  g_free (answer->subject);
  g_strfreev (answer->values);
  g_clear_pointer (&answer->hints, g_ptr_array_unref);
  g_free (answer);
}

static gboolean
read_events (EspTx *tx, Answer *answer, GError **error)
{
  GStrvBuilder *builder;

  answer->hints = esp_value_hints_of_events (tx, answer->subject, error);
  if (answer->hints == NULL)
    return FALSE;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < answer->hints->len; i++)
    g_strv_builder_add (builder, ((EspPropertyHint *) g_ptr_array_index (answer->hints, i))->name);
  answer->values = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return TRUE;
}

static gboolean
read_worker (EspTx *tx, gpointer data, GError **error)
{
  Answer *answer = data;
  g_autoptr (EspFields) fields = NULL;

  if (answer->kind == ASK_EVENTS)
    return read_events (tx, answer, error);
  fields = esp_fields_load (tx, error);
  if (fields == NULL)
    return FALSE;
  if (answer->kind == ASK_UNKNOWN)
    return esp_value_hints_count_unknown (tx, fields, answer->subject, &answer->n_unknown, error);
  answer->values = esp_value_hints_of_field (tx, fields, answer->subject, error);
  return answer->values != NULL;
}

static char *
key_of (AskKind kind, const char *subject)
{
  return g_strdup_printf ("%d/%s", (int) kind, subject);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentHints) self = data;
  Answer *answer = esp_store_read_finish (ESP_STORE (source), result, NULL);

  /* Without hints everything can be typed all the same. */
  if (answer == NULL)
    return;
  answer->is_read = TRUE;
  g_hash_table_replace (self->answers, key_of (answer->kind, answer->subject), answer);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Returns: (nullable): NULL until it is read */
static const Answer *
ask (EspSegmentHints *self, AskKind kind, const char *subject)
{
  g_autofree char *key = key_of (kind, subject);
  const Answer *known = g_hash_table_lookup (self->answers, key);
  Answer *question;

  if (known != NULL)
    return known->is_read ? known : NULL;
  question = g_new0 (Answer, 1);
  question->kind = kind;
  question->subject = g_strdup (subject);
  /* Remembered as asked, so that it is asked once. */
  g_hash_table_replace (self->answers, g_steal_pointer (&key), g_new0 (Answer, 1));
  esp_store_read_async (self->store, kind == ASK_UNKNOWN ? ESP_READ_LONG : ESP_READ_PAGE,
                        read_worker, question, answer_free, self->cancellable, read_cb,
                        g_object_ref (self));
  return NULL;
}

static void
esp_segment_hints_dispose (GObject *object)
{
  EspSegmentHints *self = ESP_SEGMENT_HINTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (esp_segment_hints_parent_class)->dispose (object);
}

static void
esp_segment_hints_finalize (GObject *object)
{
  EspSegmentHints *self = ESP_SEGMENT_HINTS (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->answers);
  G_OBJECT_CLASS (esp_segment_hints_parent_class)->finalize (object);
}

static void
esp_segment_hints_class_init (EspSegmentHintsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_segment_hints_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_segment_hints_finalize;
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_SEGMENT_HINTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_segment_hints_init (EspSegmentHints *self)
{
  self->cancellable = g_cancellable_new ();
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
}

/**
 * esp_segment_hints_new:
 *
 * Returns: (transfer full)
 */
EspSegmentHints *
esp_segment_hints_new (EspStore *store)
{
  EspSegmentHints *self = g_object_new (ESP_TYPE_SEGMENT_HINTS, NULL);

  self->store = g_object_ref (store);
  return self;
}

/**
 * esp_segment_hints_peek_field:
 *
 * Returns: (transfer none) (nullable): texts that leads have in the field, the most frequent first;
 *   %NULL until they are read
 */
const char *const *
esp_segment_hints_peek_field (EspSegmentHints *self, const char *key)
{
  const Answer *answer = key != NULL ? ask (self, ASK_FIELD, key) : NULL;

  return answer != NULL ? (const char *const *) answer->values : NULL;
}

/**
 * esp_segment_hints_peek_unknown:
 *
 * Returns: how many leads have no value in the field; -1 until it is read
 */
gint64
esp_segment_hints_peek_unknown (EspSegmentHints *self, const char *key)
{
  const Answer *answer = key != NULL ? ask (self, ASK_UNKNOWN, key) : NULL;

  return answer != NULL ? answer->n_unknown : -1;
}

/**
 * esp_segment_hints_peek_properties:
 *
 * Returns: (transfer none) (nullable): what events of the kind tell; %NULL until it is read
 */
const char *const *
esp_segment_hints_peek_properties (EspSegmentHints *self, const char *kind)
{
  const Answer *answer = kind != NULL ? ask (self, ASK_EVENTS, kind) : NULL;

  return answer != NULL ? (const char *const *) answer->values : NULL;
}

/**
 * esp_segment_hints_peek_property:
 *
 * Returns: (transfer none) (nullable): texts that one property has; %NULL when there are none, or until
 *   they are read
 */
const char *const *
esp_segment_hints_peek_property (EspSegmentHints *self, const char *kind, const char *name)
{
  const Answer *answer = kind != NULL ? ask (self, ASK_EVENTS, kind) : NULL;

  for (guint i = 0; answer != NULL && i < answer->hints->len; i++)
    {
      const EspPropertyHint *hint = g_ptr_array_index (answer->hints, i);

      if (g_strcmp0 (hint->name, name) == 0)
        return (const char *const *) hint->values;
    }
  return NULL;
}
