/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lead list's model. get_item never touches the file: it hands out an empty row, notes the page,
 * and one read a turn of the main loop fills what is on the screen. The same id is the same object for
 * as long as anyone holds it, because the toolkit tells rows apart by it. */
#define G_LOG_DOMAIN "espalier-model"

#include "config.h"

#include "model/esp-lead-list.h"

#include "model/esp-lead-reads.h"

#include <gio/gio.h>

/* Shown at once, while the rest of the order is read. */
#define FIRST_IDS 512
/* Rows kept alive beyond those on the screen, so that scrolling back costs nothing. */
#define KEPT_ROWS 4096
/* Commits come in bursts; one refresh answers them all. */
#define REFRESH_MS 250
/* A change in the middle of more rows than this is told as "all new", which costs the toolkit less. */
#define MAX_NARROW_ROWS 2000

struct _EspLeadList
{
  GObject parent_instance;

  EspStore *store;         /* (owned) */
  EspFields *fields;       /* (owned) (nullable) of the order being shown */
  GArray *ids;             /* (owned) guint32 */
  EspBitmap *set;          /* (owned) the same ids */
  GHashTable *rows;        /* (owned) id → EspLeadRow, not owned: a weak reference takes it out */
  GHashTable *ids_of_rows; /* (owned) EspLeadRow → id: the way back when a row goes */
  GQueue kept;             /* (owned) of EspLeadRow: the newest first */

  EspBitmap *within; /* (owned) (nullable) the query's own copies */
  char *search;      /* (owned) (nullable) */
  char *sort_column; /* (owned) (nullable) */
  gboolean is_archived;
  gboolean is_descending;

  GCancellable *order_cancellable; /* (owned) (nullable) */
  GHashTable *wanted;              /* (owned) set of ids whose records are to be read */
  GHashTable *asked;               /* (owned) set of ids whose records are being read */
  guint fetch_source;
  guint refresh_source;
  gboolean must_reload; /* the records themselves may have changed */
  gboolean is_loading;
  gboolean is_counting;
  gint64 started_us;  /* monotonic */
  gint64 duration_us; /* of the last order */
};

typedef enum
{
  PROP_LOADING = 1,
  PROP_COUNTING,
} EspLeadListProperty;

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_COUNTING + 1];
static guint signals[N_SIGNALS];

static void esp_lead_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspLeadList,
                               esp_lead_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      esp_lead_list_list_model_init))

static void
set_loading (EspLeadList *self, gboolean is_loading, gboolean is_counting)
{
  gboolean has_loading_changed = self->is_loading != is_loading;
  gboolean has_counting_changed = self->is_counting != is_counting;

  self->is_loading = is_loading;
  self->is_counting = is_counting;
  if (has_loading_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  if (has_counting_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNTING]);
}

static void
row_gone_cb (gpointer data, GObject *where_the_row_was)
{
  EspLeadList *self = data;
  gpointer id = g_hash_table_lookup (self->ids_of_rows, where_the_row_was);

  g_hash_table_remove (self->ids_of_rows, where_the_row_was);
  g_hash_table_remove (self->rows, id);
}

static void
report (EspLeadList *self, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadList) self = user_data;
  g_autoptr (GError) error = NULL;
  EspPageRead *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  g_hash_table_remove_all (self->asked);
  if (read == NULL)
    {
      report (self, error);
      return;
    }
  for (guint i = 0; i < read->ids->len; i++)
    {
      gpointer key = GUINT_TO_POINTER (g_array_index (read->ids, guint32, i));
      EspLeadRow *row = g_hash_table_lookup (self->rows, key);

      if (row != NULL)
        esp_lead_row_take (row, g_steal_pointer (&g_ptr_array_index (read->leads, i)),
                           g_steal_pointer (&g_ptr_array_index (read->extras, i)));
    }
  esp_page_read_free (read);
}

static gboolean
fetch_cb (gpointer user_data)
{
  EspLeadList *self = user_data;
  EspPageRead *read;
  GHashTableIter iter;
  gpointer key;

  self->fetch_source = 0;
  if (self->fields == NULL || g_hash_table_size (self->wanted) == 0)
    return G_SOURCE_REMOVE;
  read = g_new0 (EspPageRead, 1);
  read->fields = esp_fields_ref (self->fields);
  read->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 id = GPOINTER_TO_UINT (key);

      g_array_append_val (read->ids, id);
      g_hash_table_add (self->asked, key);
    }
  g_hash_table_remove_all (self->wanted);
  esp_store_read_async (self->store, ESP_READ_PAGE, esp_page_read_run, read,
                        (GDestroyNotify) esp_page_read_free, NULL, page_read_cb,
                        g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
want (EspLeadList *self, guint32 id)
{
  gpointer key = GUINT_TO_POINTER (id);

  if (g_hash_table_contains (self->asked, key))
    return;
  g_hash_table_add (self->wanted, key);
  if (self->fetch_source == 0)
    self->fetch_source = g_idle_add_full (G_PRIORITY_DEFAULT, fetch_cb, self, NULL);
}

static void
keep_row (EspLeadList *self, EspLeadRow *row)
{
  g_queue_push_head (&self->kept, g_object_ref (row));
  if (self->kept.length > KEPT_ROWS)
    g_object_unref (g_queue_pop_tail (&self->kept));
}

static gpointer
esp_lead_list_get_item (GListModel *model, guint position)
{
  EspLeadList *self = ESP_LEAD_LIST (model);
  guint32 id;
  EspLeadRow *row;

  if (position >= self->ids->len)
    return NULL;
  id = g_array_index (self->ids, guint32, position);
  row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (id));
  if (row != NULL)
    return g_object_ref (row);
  row = esp_lead_row_new (id);
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (id), row);
  g_hash_table_insert (self->ids_of_rows, row, GUINT_TO_POINTER (id));
  g_object_weak_ref (G_OBJECT (row), row_gone_cb, self);
  keep_row (self, row);
  want (self, id);
  return row;
}

static GType
esp_lead_list_get_item_type (GListModel *model)
{
  return ESP_TYPE_LEAD_ROW;
}

static guint
esp_lead_list_get_n_items (GListModel *model)
{
  return ESP_LEAD_LIST (model)->ids->len;
}

static void
esp_lead_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item = esp_lead_list_get_item;
  iface->get_item_type = esp_lead_list_get_item_type;
  iface->get_n_items = esp_lead_list_get_n_items;
}

static guint
common_prefix (GArray *a, GArray *b)
{
  guint n = MIN (a->len, b->len);
  guint i = 0;

  while (i < n && g_array_index (a, guint32, i) == g_array_index (b, guint32, i))
    i++;
  return i;
}

static guint
common_suffix (GArray *a, GArray *b, guint prefix)
{
  guint n = MIN (a->len, b->len) - prefix;
  guint i = 0;

  while (i < n &&
         g_array_index (a, guint32, a->len - 1 - i) == g_array_index (b, guint32, b->len - 1 - i))
    i++;
  return i;
}

/* Takes the new order. Only what differs is told; a large difference is told as none, then all, because
 * "everything changed in place" makes the toolkit fetch every row. */
static void
take_ids (EspLeadList *self, GArray *ids)
{
  g_autoptr (GArray) old = self->ids;
  guint prefix = common_prefix (old, ids);
  guint suffix = common_suffix (old, ids, prefix);
  guint n_removed = old->len - prefix - suffix;
  guint n_added = ids->len - prefix - suffix;

  self->ids = g_array_ref (ids);
  if (n_removed == 0 && n_added == 0)
    return;
  if (n_removed == 0 || n_removed + n_added <= MAX_NARROW_ROWS)
    {
      g_list_model_items_changed (G_LIST_MODEL (self), prefix, n_removed, n_added);
      return;
    }
  g_array_unref (self->ids);
  self->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, 0);
  g_array_unref (self->ids);
  self->ids = g_array_ref (ids);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, ids->len);
}

/* The record of every row that is held may have changed: reads them again, telling each in place. */
static void
reload_rows (EspLeadList *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    want (self, GPOINTER_TO_UINT (key));
}

static void read_order_part (EspLeadList *self, guint limit);

static void
order_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadList) self = user_data;
  g_autoptr (GError) error = NULL;
  EspOrderRead *read = esp_store_read_finish (ESP_STORE (source), result, &error);
  gboolean is_part;

  if (read == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      set_loading (self, FALSE, FALSE);
      report (self, error);
      return;
    }
  is_part = read->limit > 0 && read->ids->len == read->limit;
  g_clear_pointer (&self->fields, esp_fields_unref);
  self->fields = esp_fields_ref (read->fields);
  esp_bitmap_free (self->set);
  self->set = g_steal_pointer (&read->set);
  take_ids (self, read->ids);
  esp_order_read_free (read);
  if (self->must_reload)
    reload_rows (self);
  self->must_reload = FALSE;
  self->duration_us = g_get_monotonic_time () - self->started_us;
  set_loading (self, is_part, is_part);
  if (is_part)
    read_order_part (self, 0);
}

static void
read_order_part (EspLeadList *self, guint limit)
{
  EspOrderRead *read = g_new0 (EspOrderRead, 1);

  read->within = self->within != NULL ? esp_bitmap_copy (self->within) : NULL;
  read->search = g_strdup (self->search);
  read->sort_column = g_strdup (self->sort_column);
  read->is_archived = self->is_archived;
  read->is_descending = self->is_descending;
  read->limit = limit;
  read->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  esp_store_read_async (self->store, limit > 0 ? ESP_READ_PAGE : ESP_READ_LONG, esp_order_read_run,
                        read, (GDestroyNotify) esp_order_read_free, self->order_cancellable,
                        order_read_cb, g_object_ref (self));
}

static void
restart (EspLeadList *self, guint limit)
{
  g_cancellable_cancel (self->order_cancellable);
  g_clear_object (&self->order_cancellable);
  self->order_cancellable = g_cancellable_new ();
  self->started_us = g_get_monotonic_time ();
  set_loading (self, TRUE, self->is_counting);
  read_order_part (self, limit);
}

static gboolean
refresh_cb (gpointer user_data)
{
  EspLeadList *self = user_data;

  self->refresh_source = 0;
  self->must_reload = TRUE;
  restart (self, self->ids->len > FIRST_IDS ? 0 : FIRST_IDS);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspLeadList *self)
{
  if (esp_changes_has (changes,
                       (EspChangeKind) (ESP_CHANGE_LEAD | ESP_CHANGE_FIELD | ESP_CHANGE_CONSENT |
                                        ESP_CHANGE_SUPPRESSION | ESP_CHANGE_EVENT)))
    esp_lead_list_refresh (self);
}

static void
esp_lead_list_dispose (GObject *object)
{
  EspLeadList *self = ESP_LEAD_LIST (object);
  GHashTableIter iter;
  gpointer row;

  g_cancellable_cancel (self->order_cancellable);
  g_clear_object (&self->order_cancellable);
  g_clear_handle_id (&self->fetch_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (G_OBJECT (row), row_gone_cb, self);
  g_hash_table_remove_all (self->rows);
  g_queue_clear_full (&self->kept, g_object_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (esp_lead_list_parent_class)->dispose (object);
}

static void
esp_lead_list_finalize (GObject *object)
{
  EspLeadList *self = ESP_LEAD_LIST (object);

  g_clear_pointer (&self->fields, esp_fields_unref);
  g_clear_pointer (&self->within, esp_bitmap_free);
  g_clear_pointer (&self->search, g_free);
  g_clear_pointer (&self->sort_column, g_free);
  g_array_unref (self->ids);
  esp_bitmap_free (self->set);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->ids_of_rows);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->asked);
  G_OBJECT_CLASS (esp_lead_list_parent_class)->finalize (object);
}

static void
esp_lead_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EspLeadList *self = ESP_LEAD_LIST (object);

  switch ((EspLeadListProperty) id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    case PROP_COUNTING:
      g_value_set_boolean (value, self->is_counting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_lead_list_class_init (EspLeadListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = esp_lead_list_dispose;
  object_class->finalize = esp_lead_list_finalize;
  object_class->get_property = esp_lead_list_get_property;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_COUNTING] = g_param_spec_boolean ("counting", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * EspLeadList::failed:
   * @error: (type GError): what went wrong
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", ESP_TYPE_LEAD_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
esp_lead_list_init (EspLeadList *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->set = esp_bitmap_new ();
  self->rows = g_hash_table_new (NULL, NULL);
  self->ids_of_rows = g_hash_table_new (NULL, NULL);
  self->wanted = g_hash_table_new (NULL, NULL);
  self->asked = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->kept);
}

/**
 * esp_lead_list_new:
 *
 * Returns: (transfer full): a list that is empty until esp_lead_list_set_query()
 */
EspLeadList *
esp_lead_list_new (EspStore *store)
{
  EspLeadList *self = g_object_new (ESP_TYPE_LEAD_LIST, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, 0);
  return self;
}

/**
 * esp_lead_list_set_query:
 * @query: copied
 *
 * Asks for other leads or another order. The first rows come at once, the exact number soon after; a
 * query that still runs is cancelled.
 */
void
esp_lead_list_set_query (EspLeadList *self, const EspLeadQuery *query)
{
  g_return_if_fail (ESP_IS_LEAD_LIST (self));

  g_clear_pointer (&self->within, esp_bitmap_free);
  self->within = query->within != NULL ? esp_bitmap_copy (query->within) : NULL;
  g_free (self->search);
  self->search = g_strdup (query->search);
  g_free (self->sort_column);
  self->sort_column = g_strdup (query->sort_column);
  self->is_archived = query->is_archived;
  self->is_descending = query->is_descending;
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  restart (self, FIRST_IDS);
}

/**
 * esp_lead_list_refresh:
 *
 * Reads again soon, once for many calls.
 */
void
esp_lead_list_refresh (EspLeadList *self)
{
  g_return_if_fail (ESP_IS_LEAD_LIST (self));

  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

/**
 * esp_lead_list_is_loading:
 */
gboolean
esp_lead_list_is_loading (EspLeadList *self)
{
  return self->is_loading;
}

/**
 * esp_lead_list_is_counting:
 *
 * Returns: whether the number of rows is not the whole yet
 */
gboolean
esp_lead_list_is_counting (EspLeadList *self)
{
  return self->is_counting;
}

/**
 * esp_lead_list_is_known:
 *
 * Returns: whether a question was answered at least once: an empty list is no answer before
 */
gboolean
esp_lead_list_is_known (EspLeadList *self)
{
  return self->fields != NULL;
}

/**
 * esp_lead_list_get_n:
 */
guint
esp_lead_list_get_n (EspLeadList *self)
{
  return self->ids->len;
}

/**
 * esp_lead_list_get_id:
 *
 * Returns: the id at @position, 0 beyond the end
 */
guint32
esp_lead_list_get_id (EspLeadList *self, guint position)
{
  return position < self->ids->len ? g_array_index (self->ids, guint32, position) : 0;
}

/**
 * esp_lead_list_find:
 *
 * Returns: whether the list holds @id, and where
 */
gboolean
esp_lead_list_find (EspLeadList *self, guint32 id, guint *out_position)
{
  if (!esp_bitmap_contains (self->set, id))
    return FALSE;
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, guint32, i) == id)
      {
        *out_position = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_lead_list_to_bitmap:
 *
 * Returns: (transfer full): all ids of the list
 */
EspBitmap *
esp_lead_list_to_bitmap (EspLeadList *self)
{
  return esp_bitmap_copy (self->set);
}

/**
 * esp_lead_list_get_fields:
 *
 * Returns: (transfer none) (nullable): the fields of the rows; %NULL before the first read
 */
EspFields *
esp_lead_list_get_fields (EspLeadList *self)
{
  return self->fields;
}

/**
 * esp_lead_list_get_duration_us:
 *
 * Returns: how long the last query took, µs
 */
gint64
esp_lead_list_get_duration_us (EspLeadList *self)
{
  return self->duration_us;
}
