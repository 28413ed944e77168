/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the search index up to date in the background after leads changed. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-search-indexer.h"

#include "store/esp-lead-search.h"

/* About 20 ms of writing at a time, so that nobody waits for it. */
#define LEADS_AT_A_TIME 1500
/* Without a person waiting, larger bites finish sooner. */
#define LEADS_AT_A_TIME_ALONE 20000

struct _EspSearchIndexer
{
  GObject parent_instance;

  EspStore *store; /* (owned) */
  gboolean is_running;
  gboolean must_run_again;
};

G_DEFINE_FINAL_TYPE (EspSearchIndexer, esp_search_indexer, G_TYPE_OBJECT)

typedef struct
{
  guint limit;
  gboolean is_done;
} Bite;

static gboolean
index_some (EspTx *tx, gpointer data, GError **error)
{
  Bite *bite = data;

  return esp_lead_search_index_some (tx, bite->limit, &bite->is_done, error);
}

static void run (EspSearchIndexer *self);

typedef struct
{
  EspSearchIndexer *self; /* (owned) */
  Bite bite;
} Run;

static void
run_free (Run *one_run)
{
  g_object_unref (one_run->self);
  g_free (one_run);
}

static void
indexed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *one_run = user_data;
  EspSearchIndexer *self = one_run->self;
  g_autoptr (GError) error = NULL;
  gboolean is_ok = esp_store_write_finish (ESP_STORE (source), result, NULL, &error);

  self->is_running = FALSE;
  if (!is_ok)
    g_debug ("the search index waits: %s", error->message);
  else if (!one_run->bite.is_done || self->must_run_again)
    run (self);
  run_free (one_run);
}

static void
run (EspSearchIndexer *self)
{
  Run *one_run;

  if (self->is_running || self->store == NULL || esp_store_is_read_only (self->store))
    {
      self->must_run_again = self->is_running;
      return;
    }
  self->is_running = TRUE;
  self->must_run_again = FALSE;
  one_run = g_new0 (Run, 1);
  one_run->self = g_object_ref (self);
  one_run->bite.limit = LEADS_AT_A_TIME;
  esp_store_write_async (self->store, NULL, index_some, &one_run->bite, NULL, indexed_cb, one_run);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspSearchIndexer *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_LEAD))
    run (self);
}

static void
esp_search_indexer_dispose (GObject *object)
{
  g_clear_object (&ESP_SEARCH_INDEXER (object)->store);
  G_OBJECT_CLASS (esp_search_indexer_parent_class)->dispose (object);
}

static void
esp_search_indexer_class_init (EspSearchIndexerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_search_indexer_dispose;
}

static void
esp_search_indexer_init (EspSearchIndexer *self)
{
}

/**
 * esp_search_indexer_new:
 *
 * Starts at once with what an earlier run left.
 *
 * Returns: (transfer full): the indexer, on the main context of the caller's thread
 */
EspSearchIndexer *
esp_search_indexer_new (EspStore *store)
{
  EspSearchIndexer *self = g_object_new (ESP_TYPE_SEARCH_INDEXER, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, 0);
  run (self);
  return self;
}

/**
 * esp_search_index_all:
 *
 * Brings the index up to date and waits; for the command line and tests.
 */
gboolean
esp_search_index_all (EspStore *store, GError **error)
{
  Bite bite = { LEADS_AT_A_TIME_ALONE, FALSE };

  while (!bite.is_done)
    if (!esp_store_write (store, NULL, index_some, &bite, NULL, error))
      return FALSE;
  return TRUE;
}
