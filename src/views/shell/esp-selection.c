/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a very long list are chosen: a set of positions, or all without a set of positions. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-selection.h"

struct _EspSelection
{
  GObject parent_instance;

  GListModel *model; /* (owned) */
  GtkBitset *odd;    /* (owned) the chosen ones, or with is_all the ones left out */
  gboolean is_all;
};

typedef enum
{
  PROP_N_SELECTED = 1,
} EspSelectionProperty;

static GParamSpec *properties[PROP_N_SELECTED + 1];

static void model_iface_init (GListModelInterface *iface);
static void selection_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspSelection,
                               esp_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                        selection_iface_init))

static guint
n_items (EspSelection *self)
{
  return g_list_model_get_n_items (self->model);
}

/* Tells about every position between the first and the last that changed, and nothing more. */
static void
tell (EspSelection *self, guint first, guint n)
{
  if (n == 0)
    return;
  gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, n);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

/* Replaces the set and the flag; tells the range in which the two states differ. */
static void
change_to (EspSelection *self, GtkBitset *odd, gboolean is_all)
{
  g_autoptr (GtkBitset) differ = NULL;

  if (is_all == self->is_all)
    {
      differ = gtk_bitset_copy (odd);
      gtk_bitset_difference (differ, self->odd);
    }
  else
    {
      g_autoptr (GtkBitset) same = gtk_bitset_copy (odd);

      gtk_bitset_difference (same, self->odd);
      differ = gtk_bitset_new_range (0, n_items (self));
      gtk_bitset_subtract (differ, same);
    }
  g_clear_pointer (&self->odd, gtk_bitset_unref);
  self->odd = gtk_bitset_ref (odd);
  self->is_all = is_all;
  if (!gtk_bitset_is_empty (differ))
    {
      guint first = gtk_bitset_get_minimum (differ);

      tell (self, first, gtk_bitset_get_maximum (differ) - first + 1);
    }
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  EspSelection *self = ESP_SELECTION (model);

  return gtk_bitset_contains (self->odd, position) != self->is_all;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  EspSelection *self = ESP_SELECTION (model);
  GtkBitset *range;

  if (!self->is_all)
    return gtk_bitset_ref (self->odd);
  range = gtk_bitset_new_range (0, n_items (self));
  gtk_bitset_subtract (range, self->odd);
  return range;
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  EspSelection *self = ESP_SELECTION (model);
  g_autoptr (GtkBitset) odd = gtk_bitset_copy (self->odd);
  g_autoptr (GtkBitset) inside = gtk_bitset_copy (selected);

  gtk_bitset_intersect (inside, mask);
  gtk_bitset_subtract (odd, mask);
  if (self->is_all)
    {
      g_autoptr (GtkBitset) left_out = gtk_bitset_copy (mask);

      gtk_bitset_subtract (left_out, inside);
      gtk_bitset_union (odd, left_out);
    }
  else
    gtk_bitset_union (odd, inside);
  change_to (self, odd, self->is_all);
  return TRUE;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  g_autoptr (GtkBitset) item = gtk_bitset_new_range (position, 1);

  if (!unselect_rest)
    return set_selection (model, item, item);
  change_to (ESP_SELECTION (model), item, FALSE);
  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  g_autoptr (GtkBitset) none = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) item = gtk_bitset_new_range (position, 1);

  return set_selection (model, none, item);
}

static gboolean
select_range (GtkSelectionModel *model, guint position, guint n, gboolean unselect_rest)
{
  g_autoptr (GtkBitset) range = gtk_bitset_new_range (position, n);

  if (!unselect_rest)
    return set_selection (model, range, range);
  change_to (ESP_SELECTION (model), range, FALSE);
  return TRUE;
}

static gboolean
unselect_range (GtkSelectionModel *model, guint position, guint n)
{
  g_autoptr (GtkBitset) none = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) range = gtk_bitset_new_range (position, n);

  return set_selection (model, none, range);
}

static gboolean
select_all (GtkSelectionModel *model)
{
  g_autoptr (GtkBitset) none = gtk_bitset_new_empty ();

  change_to (ESP_SELECTION (model), none, TRUE);
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  g_autoptr (GtkBitset) none = gtk_bitset_new_empty ();

  change_to (ESP_SELECTION (model), none, FALSE);
  return TRUE;
}

static void
selection_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->unselect_range = unselect_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
  iface->set_selection = set_selection;
}

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (ESP_SELECTION (model)->model);
}

static guint
get_n_items (GListModel *model)
{
  return n_items (ESP_SELECTION (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (ESP_SELECTION (model)->model, position);
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, EspSelection *self)
{
  /* Rows that come in while all are chosen are chosen too: they match the same query. */
  gtk_bitset_splice (self->odd, position, removed, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static void
esp_selection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch ((EspSelectionProperty) prop_id)
    {
    case PROP_N_SELECTED:
      g_value_set_uint (value, esp_selection_get_n_selected (ESP_SELECTION (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
esp_selection_dispose (GObject *object)
{
  EspSelection *self = ESP_SELECTION (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->odd, gtk_bitset_unref);
  G_OBJECT_CLASS (esp_selection_parent_class)->dispose (object);
}

static void
esp_selection_class_init (EspSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_selection_dispose;
  object_class->get_property = esp_selection_get_property;
  properties[PROP_N_SELECTED] = g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
esp_selection_init (EspSelection *self)
{
  self->odd = gtk_bitset_new_empty ();
}

/**
 * esp_selection_new:
 * @model: (transfer none): the list; it stays for the life of the selection
 *
 * Returns: (transfer full): a selection of nothing; a GtkSelectionModel
 */
EspSelection *
esp_selection_new (GListModel *model)
{
  EspSelection *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);

  self = g_object_new (ESP_TYPE_SELECTION, NULL);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  return self;
}

/**
 * esp_selection_get_model:
 *
 * Returns: (transfer none): the list
 */
GListModel *
esp_selection_get_model (EspSelection *self)
{
  g_return_val_if_fail (ESP_IS_SELECTION (self), NULL);

  return self->model;
}

/**
 * esp_selection_is_all:
 *
 * Returns: whether everything that matches is chosen, but for the exceptions: then act on the
 * query, not on the rows
 */
gboolean
esp_selection_is_all (EspSelection *self)
{
  g_return_val_if_fail (ESP_IS_SELECTION (self), FALSE);

  return self->is_all;
}

/**
 * esp_selection_get_n_selected:
 *
 * Returns: how many rows are chosen
 */
guint
esp_selection_get_n_selected (EspSelection *self)
{
  guint n;

  g_return_val_if_fail (ESP_IS_SELECTION (self), 0);

  n = (guint) gtk_bitset_get_size (self->odd);
  return self->is_all ? n_items (self) - n : n;
}

/**
 * esp_selection_get_exceptions:
 *
 * Returns: (transfer none): the chosen positions, or, when esp_selection_is_all(), those left out
 */
GtkBitset *
esp_selection_get_exceptions (EspSelection *self)
{
  g_return_val_if_fail (ESP_IS_SELECTION (self), NULL);

  return self->odd;
}

/**
 * esp_selection_set_positions:
 *
 * Chooses exactly @positions.
 */
void
esp_selection_set_positions (EspSelection *self, GtkBitset *positions)
{
  g_autoptr (GtkBitset) copy = NULL;

  g_return_if_fail (ESP_IS_SELECTION (self));

  copy = gtk_bitset_copy (positions);
  change_to (self, copy, FALSE);
}

/**
 * esp_selection_toggle:
 *
 * Chooses the row or lets it go; the others stay as they are.
 */
void
esp_selection_toggle (EspSelection *self, guint position)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self);

  g_return_if_fail (ESP_IS_SELECTION (self));

  if (is_selected (model, position))
    (void) unselect_item (model, position); /* always done */
  else
    (void) select_item (model, position, FALSE); /* always done */
}
