/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree behind the outline: one list for the steps of the way, one for each branch, kept in step with the
 * journey. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-outline-model.h"

struct _EspJourneyOutlineModel
{
  GListStore *top;        /* (owned) */
  GtkTreeListModel *rows; /* (owned) */
  GHashTable *lists;      /* (owned) key of a line → GListStore of what is below it */
  GHashTable *items;      /* (owned) key of a line → EspJourneyOutlineItem */
};

/* Passes over a journey: what is met is taken over from the last one. */
typedef struct
{
  const EspJourney *journey;
  EspJourneyOutlineModel *self;
  GHashTable *lists;
  GHashTable *items;
  GPtrArray *fills; /* (element-type Fill) */
} Pass;

/* What a list is to hold. */
typedef struct
{
  GListStore *list; /* (unowned): of the pass */
  GPtrArray *items; /* (owned) (element-type EspJourneyOutlineItem) */
} Fill;

static void
fill_free (gpointer data)
{
  Fill *fill = data;

  g_ptr_array_unref (fill->items);
  g_free (fill);
}

static void
add_fill (Pass *pass, GListStore *list, GPtrArray *items)
{
  Fill *fill = g_new0 (Fill, 1);

  fill->list = list;
  fill->items = g_ptr_array_ref (items);
  g_ptr_array_add (pass->fills, fill);
}

/* A step that begins or ceases to have branches becomes another line, for a line's being a parent is asked
 * once. */
static char *
key_of (EspOutlineKind kind, const char *id, guint branch, gboolean is_parent)
{
  switch (kind)
    {
    case ESP_OUTLINE_BRANCH:
      return g_strdup_printf ("b%u/%s", branch, id);
    case ESP_OUTLINE_STEP:
      return g_strdup_printf ("%c/%s", is_parent ? 'p' : 's', id);
    case ESP_OUTLINE_ENTRIES:
    default:
      return g_strdup ("e");
    }
}

static char *
key_of_item (EspJourneyOutlineModel *self, EspJourneyOutlineItem *item)
{
  EspOutlineKind kind = esp_journey_outline_item_get_kind (item);
  const char *id = esp_journey_outline_item_get_id (item);
  g_autofree char *parent = key_of (kind, id, 0, TRUE);

  if (kind == ESP_OUTLINE_STEP && g_hash_table_lookup (self->items, parent) == item)
    return g_steal_pointer (&parent);
  return key_of (kind, id, esp_journey_outline_item_get_branch (item), FALSE);
}

static EspJourneyOutlineItem *
take_item (Pass *pass, EspOutlineKind kind, const char *id, guint branch, gboolean is_parent)
{
  g_autofree char *key = key_of (kind, id, branch, is_parent);
  EspJourneyOutlineItem *item = g_hash_table_lookup (pass->self->items, key);

  item = item != NULL ? g_object_ref (item) : esp_journey_outline_item_new (kind, id, branch);
  g_hash_table_insert (pass->items, g_steal_pointer (&key), item);
  return item;
}

static GListStore *
take_list (Pass *pass, const char *key)
{
  GListStore *list = g_hash_table_lookup (pass->self->lists, key);

  list = list != NULL ? g_object_ref (list) : g_list_store_new (ESP_TYPE_JOURNEY_OUTLINE_ITEM);
  g_hash_table_insert (pass->lists, g_strdup (key), list);
  return list;
}

/* Tells of the middle alone. */
static void
put (GListStore *list, GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  guint head = 0;
  guint tail = 0;

  for (; head < n && head < items->len; head++)
    {
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (list), head);

      if (old != items->pdata[head])
        break;
    }
  for (; head + tail < n && head + tail < items->len; tail++)
    {
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (list), n - 1 - tail);

      if (old != items->pdata[items->len - 1 - tail])
        break;
    }
  if (head + tail < n || head + tail < items->len)
    g_list_store_splice (list, head, n - head - tail, items->pdata + head,
                         items->len - head - tail);
}

static void pass_steps (Pass *pass, guint32 first, GPtrArray *items);

static void
pass_branches (Pass *pass, const EspJourneyStep *step, const char *key)
{
  g_autoptr (GPtrArray) branches = g_ptr_array_new ();

  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      EspJourneyOutlineItem *item = take_item (pass, ESP_OUTLINE_BRANCH, step->id, i, FALSE);
      g_autofree char *branch_key = key_of (ESP_OUTLINE_BRANCH, step->id, i, FALSE);
      g_autoptr (GPtrArray) steps = g_ptr_array_new ();

      g_ptr_array_add (branches, item);
      pass_steps (pass, esp_journey_step_get_branch (step, i)->first_step, steps);
      add_fill (pass, take_list (pass, branch_key), steps);
    }
  add_fill (pass, take_list (pass, key), branches);
}

static void
pass_steps (Pass *pass, guint32 first, GPtrArray *items)
{
  for (guint32 i = first; i != ESP_JOURNEY_NOWHERE;
       i = esp_journey_get_step (pass->journey, i)->sibling)
    {
      const EspJourneyStep *step = esp_journey_get_step (pass->journey, i);
      gboolean is_parent = esp_journey_step_get_n_branches (step) > 0;
      g_autofree char *key = key_of (ESP_OUTLINE_STEP, step->id, 0, is_parent);

      g_ptr_array_add (items, take_item (pass, ESP_OUTLINE_STEP, step->id, 0, is_parent));
      if (is_parent)
        pass_branches (pass, step, key);
    }
}

/**
 * esp_journey_outline_model_set_journey:
 */
void
esp_journey_outline_model_set_journey (EspJourneyOutlineModel *self, const EspJourney *journey)
{
  Pass pass = { journey, self };
  g_autoptr (GPtrArray) top = g_ptr_array_new ();
  g_autoptr (GPtrArray) fills = g_ptr_array_new_with_free_func (fill_free);
  g_autoptr (GHashTable) old_lists = NULL;
  g_autoptr (GHashTable) old_items = NULL;

  pass.fills = fills;
  pass.lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  pass.items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_ptr_array_add (top, take_item (&pass, ESP_OUTLINE_ENTRIES, NULL, 0, FALSE));
  pass_steps (&pass, esp_journey_get_first (journey), top);
  /* The new ones are known before the lists tell of them, for then they are asked for what is below. */
  old_lists = self->lists;
  old_items = self->items;
  self->lists = pass.lists;
  self->items = pass.items;
  put (self->top, top);
  for (guint i = 0; i < fills->len; i++)
    {
      const Fill *fill = fills->pdata[i];

      put (fill->list, fill->items);
    }
}

static GListModel *
create_cb (gpointer item, gpointer user_data)
{
  EspJourneyOutlineModel *self = user_data;
  g_autofree char *key = key_of_item (self, item);
  GListStore *list = g_hash_table_lookup (self->lists, key);

  return list != NULL ? G_LIST_MODEL (g_object_ref (list)) : NULL;
}

/**
 * esp_journey_outline_model_get_rows:
 *
 * Returns: (transfer none): the tree, for a list view
 */
GtkTreeListModel *
esp_journey_outline_model_get_rows (EspJourneyOutlineModel *self)
{
  return self->rows;
}

/**
 * esp_journey_outline_model_get_item:
 *
 * Returns: (transfer full) (nullable): what the line stands for
 */
EspJourneyOutlineItem *
esp_journey_outline_model_get_item (EspJourneyOutlineModel *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->rows, position);

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

/**
 * esp_journey_outline_model_find:
 * @id: (nullable): of a step; NULL: the entries
 * @branch: -1: the step itself
 *
 * Returns: the position of its line; %GTK_INVALID_LIST_POSITION when it is not to be seen
 */
guint
esp_journey_outline_model_find (EspJourneyOutlineModel *self, const char *id, int branch)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspJourneyOutlineItem) item = esp_journey_outline_model_get_item (self, i);
      gboolean is_branch = esp_journey_outline_item_get_kind (item) == ESP_OUTLINE_BRANCH;

      if (g_strcmp0 (esp_journey_outline_item_get_id (item), id) == 0 &&
          is_branch == (branch >= 0) &&
          (branch < 0 || esp_journey_outline_item_get_branch (item) == (guint) branch))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
expand (EspJourneyOutlineModel *self, const char *id, int branch)
{
  guint position = esp_journey_outline_model_find (self, id, branch);
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->rows, position);

  if (row != NULL)
    gtk_tree_list_row_set_expanded (row, TRUE);
}

/**
 * esp_journey_outline_model_reveal:
 *
 * Opens everything around the step.
 */
void
esp_journey_outline_model_reveal (EspJourneyOutlineModel *self,
                                  const EspJourney *journey,
                                  const char *id)
{
  guint32 index = esp_journey_find_step (journey, id);
  const EspJourneyStep *step =
    index != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, index) : NULL;

  if (step == NULL || step->parent == ESP_JOURNEY_NOWHERE)
    return;
  esp_journey_outline_model_reveal (self, journey,
                                    esp_journey_get_step (journey, step->parent)->id);
  expand (self, esp_journey_get_step (journey, step->parent)->id, -1);
  expand (self, esp_journey_get_step (journey, step->parent)->id, (int) step->parent_branch);
}

/**
 * esp_journey_outline_model_new:
 */
EspJourneyOutlineModel *
esp_journey_outline_model_new (void)
{
  EspJourneyOutlineModel *self = g_new0 (EspJourneyOutlineModel, 1);

  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->top = g_list_store_new (ESP_TYPE_JOURNEY_OUTLINE_ITEM);
  self->rows = gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->top)), FALSE, TRUE,
                                        create_cb, self, NULL);
  return self;
}

/**
 * esp_journey_outline_model_free:
 */
void
esp_journey_outline_model_free (EspJourneyOutlineModel *self)
{
  if (self == NULL)
    return;
  g_list_store_remove_all (self->top);
  g_object_unref (self->rows);
  g_object_unref (self->top);
  g_hash_table_unref (self->lists);
  g_hash_table_unref (self->items);
  g_free (self);
}
