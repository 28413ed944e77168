/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One open workspace file, shared by all windows on it, and what its settings say. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-workspace.h"

#include <string.h>

#include "store/esp-meta.h"
#include "views/shell/esp-send-task.h"
#include "worker/esp-search-indexer.h"

#define DEFAULT_ZONE "Asia/Seoul"
#define DEFAULT_CURRENCY "KRW"
/* Tasks that are over stay in the list until it is this long. */
#define MAX_TASKS 12

/* What the settings of the file say; read on a reader's thread, then moved here. */
typedef struct
{
  char *name; /* (nullable) */
  char *zone;
  char *currency;
  gint64 is_sample;
  gint64 is_stopped;
} Facts;

/* espalierctl and other windows may write; what they did is seen after this at the latest. */
#define OUTSIDE_S 2
#define OUTSIDE_MAX_TURNS 15

struct _EspWorkspace
{
  GObject parent_instance;

  EspStore *store;           /* (owned) (nullable) NULL once closed */
  guint outside_source;      /* looks for what other programs write */
  guint outside_pause;       /* turns: an engine that writes all the time is looked at less often */
  guint outside_rest;        /* turns that are left of it */
  gboolean was_outside;      /* the last look found something */
  EspClock *clock;           /* (owned) */
  EspWorker *worker;         /* (owned) (nullable) while the engine runs */
  EspSearchIndexer *indexer; /* (owned) (nullable) keeps the search true */
  char *path;
  char *title;
  Facts facts;
  GTimeZone *zone;   /* (owned) */
  GListStore *tasks; /* (owned) of EspTask, newest first */
};

typedef enum
{
  PROP_TITLE = 1,
  PROP_SAMPLE,
  PROP_STOPPED,
} EspWorkspaceProperty;

static GParamSpec *properties[PROP_STOPPED + 1];

G_DEFINE_FINAL_TYPE (EspWorkspace, esp_workspace, G_TYPE_OBJECT)

static void
clear_facts (Facts *facts)
{
  g_clear_pointer (&facts->name, g_free);
  g_clear_pointer (&facts->zone, g_free);
  g_clear_pointer (&facts->currency, g_free);
}

static void
free_facts (gpointer data)
{
  clear_facts (data);
  g_free (data);
}

static char *
title_of_path (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ESP_WORKSPACE_SUFFIX))
    name[strlen (name) - strlen (ESP_WORKSPACE_SUFFIX)] = '\0';
  return g_filename_display_name (name);
}

static gboolean
read_facts (EspTx *tx, gpointer data, GError **error)
{
  Facts *facts = data;

  facts->name = esp_meta_get_text (tx, ESP_META_NAME, "", error);
  if (facts->name == NULL)
    return FALSE;
  facts->zone = esp_meta_get_text (tx, ESP_META_ZONE, DEFAULT_ZONE, error);
  if (facts->zone == NULL)
    return FALSE;
  facts->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, DEFAULT_CURRENCY, error);
  return facts->currency != NULL &&
         esp_meta_get_int64 (tx, ESP_META_IS_SAMPLE, 0, &facts->is_sample, error) &&
         esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &facts->is_stopped, error);
}

static void
take_facts (EspWorkspace *self, Facts *facts)
{
  g_autofree char *title = facts->name != NULL && *facts->name != '\0' ? g_strdup (facts->name)
                                                                       : title_of_path (self->path);
  gboolean other_title = g_strcmp0 (title, self->title) != 0;
  gboolean other_sample = facts->is_sample != self->facts.is_sample;
  gboolean other_stop = facts->is_stopped != self->facts.is_stopped;

  clear_facts (&self->facts);
  self->facts = *facts;
  memset (facts, 0, sizeof *facts);
  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_time_zone_new_identifier (self->facts.zone);
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();
  if (other_title)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (other_sample)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAMPLE]);
  if (other_stop)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STOPPED]);
}

static void
facts_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspWorkspace) self = user_data;
  g_autoptr (GError) error = NULL;
  Facts *facts = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (facts != NULL)
    {
      take_facts (self, facts);
      free_facts (facts);
    }
  else
    g_debug ("Reading the settings: %s", error->message);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspWorkspace *self)
{
  if (esp_changes_get_kinds (changes) == (EspChangeKind) ~0u) /* by another process */
    {
      self->was_outside = TRUE;
      self->outside_rest = self->outside_pause;
      self->outside_pause = MIN (2 * self->outside_pause + 1, OUTSIDE_MAX_TURNS);
    }
  if (esp_changes_has (changes, ESP_CHANGE_SETTING))
    esp_store_read_async (store, ESP_READ_PAGE, read_facts, g_new0 (Facts, 1), free_facts, NULL,
                          facts_read_cb, g_object_ref (self));
}

static void
esp_workspace_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EspWorkspace *self = ESP_WORKSPACE (object);

  switch ((EspWorkspaceProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SAMPLE:
      g_value_set_boolean (value, self->facts.is_sample != 0);
      break;
    case PROP_STOPPED:
      g_value_set_boolean (value, self->facts.is_stopped != 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
outside_cb (gpointer data)
{
  EspWorkspace *self = data;

  if (self->outside_rest > 0)
    {
      self->outside_rest--;
      return G_SOURCE_CONTINUE;
    }
  if (!self->was_outside)
    self->outside_pause = 0;
  self->was_outside = FALSE;
  esp_store_look_outside (self->store);
  return G_SOURCE_CONTINUE;
}

static void
esp_workspace_dispose (GObject *object)
{
  esp_workspace_close (ESP_WORKSPACE (object));
  G_OBJECT_CLASS (esp_workspace_parent_class)->dispose (object);
}

static void
esp_workspace_finalize (GObject *object)
{
  EspWorkspace *self = ESP_WORKSPACE (object);

  clear_facts (&self->facts);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->path);
  g_free (self->title);
  g_clear_object (&self->clock);
  g_clear_object (&self->store);
  g_clear_object (&self->tasks);
  G_OBJECT_CLASS (esp_workspace_parent_class)->finalize (object);
}

static void
esp_workspace_class_init (EspWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_workspace_dispose;
  object_class->finalize = esp_workspace_finalize;
  object_class->get_property = esp_workspace_get_property;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SAMPLE] =
    g_param_spec_boolean ("sample", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STOPPED] =
    g_param_spec_boolean ("stopped", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
esp_workspace_init (EspWorkspace *self)
{
  self->tasks = g_list_store_new (ESP_TYPE_TASK);
}

/**
 * esp_workspace_open:
 * @path: a file name
 *
 * Opens or makes a workspace file.
 *
 * Returns: (transfer full): the open workspace, or NULL with an error of ESP_STORE_ERROR set
 */
EspWorkspace *
esp_workspace_open (const char *path, EspStoreMode mode, EspClock *clock, GError **error)
{
  g_autoptr (EspWorkspace) self = NULL;
  g_autoptr (EspStore) store = NULL;
  Facts facts = { 0 };

  g_return_val_if_fail (path != NULL, NULL);

  store = esp_store_open (path, mode, clock, error);
  if (store == NULL)
    return NULL;
  self = g_object_new (ESP_TYPE_WORKSPACE, NULL);
  self->store = g_steal_pointer (&store);
  self->path = g_strdup (path);
  self->clock = g_object_ref (clock);
  if (!esp_store_read (self->store, ESP_READ_PAGE, read_facts, &facts, NULL, error))
    {
      clear_facts (&facts);
      return NULL;
    }
  take_facts (self, &facts);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, 0);
  self->outside_source = g_timeout_add_seconds (OUTSIDE_S, outside_cb, self);
  if (!esp_store_is_read_only (self->store))
    self->indexer = esp_search_indexer_new (self->store);
  return g_steal_pointer (&self);
}

/**
 * esp_workspace_close:
 *
 * Closes the file. Waits for the writes that are on their way.
 */
void
esp_workspace_close (EspWorkspace *self)
{
  g_return_if_fail (ESP_IS_WORKSPACE (self));

  g_clear_handle_id (&self->outside_source, g_source_remove);
  g_clear_object (&self->indexer);
  if (self->store != NULL)
    esp_store_close (self->store);
}

static void
jobs_changed_cb (GListModel *jobs, guint position, guint removed, guint added, EspWorkspace *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (EspJob) job = g_list_model_get_item (jobs, i);
      g_autoptr (EspTask) task = esp_send_task_new (self->store, job, self->zone);

      esp_workspace_add_task (self, task);
    }
}

/**
 * esp_workspace_start_engine:
 * @source: static: where the messages of a send come from
 * @segments: who is in a segment
 *
 * Starts the engine of a workspace that can be written; its sends appear among the tasks.
 */
void
esp_workspace_start_engine (EspWorkspace *self,
                            const EspMessageSource *source,
                            EspSegmentFunc segments)
{
  g_return_if_fail (ESP_IS_WORKSPACE (self));

  if (self->worker != NULL || esp_store_is_read_only (self->store))
    return;
  self->worker = esp_worker_new (self->store, source, segments);
  g_signal_connect_object (esp_worker_get_jobs (self->worker), "items-changed",
                           G_CALLBACK (jobs_changed_cb), self, 0);
  esp_worker_start (self->worker);
}

static void
engine_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EspWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (esp_worker_stop_finish (ESP_WORKER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_clear_object (&self->worker);
}

/**
 * esp_workspace_stop_engine_async:
 *
 * Stops the engine between two messages. Before esp_workspace_close().
 */
void
esp_workspace_stop_engine_async (EspWorkspace *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, esp_workspace_stop_engine_async);
  if (self->worker != NULL)
    {
      esp_worker_stop_async (self->worker, engine_stopped_cb, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * esp_workspace_stop_engine_finish:
 *
 * Returns: whether it stopped in time
 */
gboolean
esp_workspace_stop_engine_finish (EspWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * esp_workspace_get_worker:
 *
 * Returns: (transfer none) (nullable): the engine, when it runs in this process
 */
EspWorker *
esp_workspace_get_worker (EspWorkspace *self)
{
  return self->worker;
}

/**
 * esp_workspace_is_working:
 *
 * Returns: whether a task would be cut off if the application ended now
 */
gboolean
esp_workspace_is_working (EspWorkspace *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tasks)); i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (G_LIST_MODEL (self->tasks), i);
      EspTaskState state = esp_task_get_state (task);

      if (state == ESP_TASK_RUNNING || state == ESP_TASK_HOLD)
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_workspace_get_store:
 *
 * Returns: (transfer none): the store
 */
EspStore *
esp_workspace_get_store (EspWorkspace *self)
{
  return self->store;
}

/**
 * esp_workspace_get_clock:
 *
 * Returns: (transfer none): the clock
 */
EspClock *
esp_workspace_get_clock (EspWorkspace *self)
{
  return self->clock;
}

/**
 * esp_workspace_get_path:
 *
 * Returns: the file name
 */
const char *
esp_workspace_get_path (EspWorkspace *self)
{
  return self->path;
}

/**
 * esp_workspace_get_title:
 *
 * Returns: the name that people know it by
 */
const char *
esp_workspace_get_title (EspWorkspace *self)
{
  return self->title;
}

/**
 * esp_workspace_is_sample:
 *
 * Returns: whether it holds invented people only, and nothing of it may leave the computer
 */
gboolean
esp_workspace_is_sample (EspWorkspace *self)
{
  return self->facts.is_sample != 0;
}

/**
 * esp_workspace_is_stopped:
 *
 * Returns: whether all sending has been stopped
 */
gboolean
esp_workspace_is_stopped (EspWorkspace *self)
{
  return self->facts.is_stopped != 0;
}

/**
 * esp_workspace_get_zone:
 *
 * Returns: (transfer none): the time zone in which times are shown
 */
GTimeZone *
esp_workspace_get_zone (EspWorkspace *self)
{
  return self->zone;
}

/**
 * esp_workspace_get_currency:
 *
 * Returns: the ISO 4217 code of the currency
 */
const char *
esp_workspace_get_currency (EspWorkspace *self)
{
  return self->facts.currency;
}

/**
 * esp_workspace_get_tasks:
 *
 * Returns: (transfer none): what runs and what ran lately (EspTask), newest first
 */
GListModel *
esp_workspace_get_tasks (EspWorkspace *self)
{
  return G_LIST_MODEL (self->tasks);
}

/**
 * esp_workspace_add_task:
 *
 * Shows @task in every window of the workspace. Old ones that are over make room.
 */
void
esp_workspace_add_task (EspWorkspace *self, EspTask *task)
{
  g_return_if_fail (ESP_IS_WORKSPACE (self));
  g_return_if_fail (ESP_IS_TASK (task));

  g_list_store_insert (self->tasks, 0, task);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->tasks)); i > MAX_TASKS; i--)
    {
      g_autoptr (EspTask) last = g_list_model_get_item (G_LIST_MODEL (self->tasks), i - 1);

      if (esp_task_is_over (last))
        g_list_store_remove (self->tasks, i - 1);
    }
}

/**
 * esp_workspace_dup_default_folder:
 *
 * Returns: (transfer full): the folder in which new workspaces are kept, made when it was missing
 */
char *
esp_workspace_dup_default_folder (void)
{
  char *folder = g_build_filename (g_get_user_data_dir (), "espalier", NULL);

  (void) g_mkdir_with_parents (folder, 0700); /* opening a file in it says what is wrong */
  return folder;
}
