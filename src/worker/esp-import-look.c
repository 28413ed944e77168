/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a file with what the workspace knows: its zone and country, and how such a file came in last. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-look.h"

#include "base/esp-thread.h"
#include "store/esp-import-profiles.h"
#include "store/esp-meta.h"

typedef struct
{
  EspImportInspection *inspection;
  gboolean may_recall;
  gboolean has_encoding; /* of a file that came in before */
  EspEncoding encoding;
} Recall;

/* What stood for nothing in the last file and what does in this one. */
static void
join_missing (EspImportPlan *plan, GStrv found)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) plan->missing);
  for (char **text = found; *text != NULL; text++)
    if (!g_strv_contains ((const char *const *) plan->missing, *text))
      g_strv_builder_add (builder, *text);
  g_strfreev (plan->missing);
  plan->missing = g_strv_builder_end (builder);
}

/* Takes the answers of last time over, but not against what this file itself shows. */
static gboolean
apply (EspImportInspection *inspection, const char *json, GError **error)
{
  const EspImportFormats *formats = &inspection->formats;
  EspImportPlan *plan = inspection->plan;
  g_auto (GStrv) found = g_strdupv (plan->missing);

  if (!esp_import_plan_apply_json (plan, json, error))
    return FALSE;
  if (formats->date_order != ESP_DATE_ORDER_UNKNOWN)
    plan->date_order = formats->date_order;
  g_free (plan->marks);
  plan->marks = g_strdup (formats->marks);
  if (formats->has_decimal_comma || formats->has_decimal_point)
    plan->has_decimal_comma = formats->has_decimal_comma;
  join_missing (plan, found);
  return TRUE;
}

static gboolean
recall (EspTx *tx, gpointer data, GError **error)
{
  Recall *call = data;
  EspImportInspection *inspection = call->inspection;
  EspImportPlan *plan = inspection->plan;
  g_autofree char *zone = esp_meta_get_text (tx, ESP_META_ZONE, plan->time_zone, error);
  g_autofree char *country = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) local = NULL;

  if (zone != NULL)
    country = esp_meta_get_text (tx, ESP_META_COUNTRY, plan->region, error);
  if (country == NULL)
    return FALSE;
  g_free (plan->time_zone);
  plan->time_zone = g_steal_pointer (&zone);
  g_free (plan->region);
  plan->region = g_steal_pointer (&country);
  if (!call->may_recall || !plan->has_header)
    return TRUE;
  fingerprint = esp_import_plan_fingerprint (plan);
  json = esp_import_profile_load (tx, fingerprint, &inspection->profile_name,
                                  &inspection->profile_at_us, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (json == NULL)
    return TRUE;
  call->has_encoding = esp_import_plan_json_encoding (json, &call->encoding);
  return apply (inspection, json, error);
}

/* A file whose encoding is in doubt is read as the last one of its kind, if that is possible at all. */
static gboolean
is_better (const Recall *call, const EspImportShape *shape)
{
  const EspImportInspection *inspection = call->inspection;

  if (shape->has_encoding || !call->has_encoding || inspection->guess.is_sure ||
      call->encoding == inspection->plan->encoding)
    return FALSE;
  for (guint i = 0; i < inspection->guess.n_candidates; i++)
    if (inspection->guess.candidates[i].encoding == call->encoding)
      return TRUE;
  return FALSE;
}

/**
 * esp_import_look:
 * @store: (nullable): %NULL looks at the file alone
 * @shape: what is known already; see ESP_IMPORT_SHAPE_GUESS
 * @may_recall: whether the answers to the last file with these columns are taken over; then the
 *   inspection has a profile_name
 *
 * As esp_import_inspect_file(), with times and phone numbers read as the workspace has them. Blocks.
 *
 * Returns: (transfer full): the inspection; %NULL with @error set
 */
EspImportInspection *
esp_import_look (EspStore *store,
                 const char *path,
                 const EspImportShape *shape,
                 gboolean may_recall,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (EspImportInspection) inspection =
    esp_import_inspect_file (path, shape, cancellable, error);
  Recall call = { .inspection = inspection, .may_recall = may_recall };

  if (inspection == NULL || store == NULL)
    return g_steal_pointer (&inspection);
  if (!esp_store_read (store, ESP_READ_PAGE, recall, &call, cancellable, error))
    return NULL;
  if (is_better (&call, shape))
    {
      EspImportShape known = *shape;

      known.has_encoding = TRUE;
      known.encoding = call.encoding;
      return esp_import_look (store, path, &known, may_recall, cancellable, error);
    }
  return g_steal_pointer (&inspection);
}

typedef struct
{
  EspStore *store; /* (owned) (nullable) */
  char *path;      /* (owned) */
  EspImportShape shape;
  gboolean may_recall;
  EspThread *thread; /* (owned) */
} Look;

static gboolean
end_thread_cb (gpointer user_data)
{
  esp_thread_join (user_data);
  return G_SOURCE_REMOVE;
}

static void
look_free (gpointer data)
{
  Look *look = data;

  /* The last reference may go on that very thread, which cannot wait for itself. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, end_thread_cb, look->thread, g_object_unref);
  g_clear_object (&look->store);
  g_free (look->path);
  g_free (look);
}

static void
look_task (gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  EspImportInspection *inspection =
    esp_import_look (look->store, look->path, &look->shape, look->may_recall,
                     g_task_get_cancellable (task), &error);

  if (inspection != NULL)
    g_task_return_pointer (task, inspection, (GDestroyNotify) esp_import_inspection_free);
  else
    g_task_return_error (task, error);
}

/**
 * esp_import_look_async:
 *
 * As esp_import_look(), off the main thread.
 */
void
esp_import_look_async (EspStore *store,
                       const char *path,
                       const EspImportShape *shape,
                       gboolean may_recall,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Look *look = g_new0 (Look, 1);

  g_set_object (&look->store, store);
  look->path = g_strdup (path);
  look->shape = *shape;
  look->may_recall = may_recall;
  look->thread = esp_thread_new ("esp-import-look");
  g_task_set_source_tag (task, esp_import_look_async);
  g_task_set_task_data (task, look, look_free);
  esp_thread_post (look->thread, look_task, task);
}

/**
 * esp_import_look_finish:
 *
 * Returns: (transfer full): the inspection; %NULL with @error set
 */
EspImportInspection *
esp_import_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_import_look_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
