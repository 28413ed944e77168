/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A selection of leads as a set of ids: selecting a million costs milliseconds and no objects. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-selection.h"

struct _EspLeadSelection
{
  GObject parent_instance;

  EspLeadList *list;   /* (owned) */
  EspBitmap *selected; /* (owned) */
};

typedef enum
{
  PROP_N_SELECTED = 1,
} EspLeadSelectionProperty;

static GParamSpec *properties[PROP_N_SELECTED + 1];

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspLeadSelection,
                               esp_lead_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                        selection_model_init))

static GType
get_item_type (GListModel *model)
{
  return ESP_TYPE_LEAD_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return esp_lead_list_get_n (ESP_LEAD_SELECTION (model)->list);
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ESP_LEAD_SELECTION (model)->list), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tell (EspLeadSelection *self, guint position, guint n_items)
{
  if (n_items > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, n_items);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static void
tell_all (EspLeadSelection *self)
{
  tell (self, 0, esp_lead_list_get_n (self->list));
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);
  guint32 id = esp_lead_list_get_id (self->list, position);

  return id != 0 && esp_bitmap_contains (self->selected, id);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);
  GtkBitset *bitset = gtk_bitset_new_empty ();

  if (esp_bitmap_is_empty (self->selected))
    return bitset;
  for (guint i = position; i - position < n_items && i < esp_lead_list_get_n (self->list); i++)
    if (is_selected (model, i))
      gtk_bitset_add (bitset, i);
  return bitset;
}

static void
clear_selected (EspLeadSelection *self)
{
  esp_bitmap_free (self->selected);
  self->selected = esp_bitmap_new ();
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);

  if (unselect_rest)
    clear_selected (self);
  esp_bitmap_add (self->selected, esp_lead_list_get_id (self->list, position));
  if (unselect_rest)
    tell_all (self);
  else
    tell (self, position, 1);
  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);

  esp_bitmap_remove (self->selected, esp_lead_list_get_id (self->list, position));
  tell (self, position, 1);
  return TRUE;
}

static gboolean
select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);

  if (unselect_rest)
    clear_selected (self);
  for (guint i = 0; i < n_items; i++)
    esp_bitmap_add (self->selected, esp_lead_list_get_id (self->list, position + i));
  if (unselect_rest)
    tell_all (self);
  else
    tell (self, position, n_items);
  return TRUE;
}

static gboolean
unselect_range (GtkSelectionModel *model, guint position, guint n_items)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);

  for (guint i = 0; i < n_items; i++)
    esp_bitmap_remove (self->selected, esp_lead_list_get_id (self->list, position + i));
  tell (self, position, n_items);
  return TRUE;
}

static gboolean
select_all (GtkSelectionModel *model)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);

  esp_bitmap_free (self->selected);
  self->selected = esp_lead_list_to_bitmap (self->list);
  tell_all (self);
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);

  if (esp_bitmap_is_empty (self->selected))
    return TRUE;
  clear_selected (self);
  tell_all (self);
  return TRUE;
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (model);
  GtkBitsetIter iter;
  guint position;
  guint first = G_MAXUINT;
  guint last = 0;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, mask, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      guint32 id = esp_lead_list_get_id (self->list, position);

      if (id == 0)
        break;
      if (gtk_bitset_contains (selected, position))
        esp_bitmap_add (self->selected, id);
      else
        esp_bitmap_remove (self->selected, id);
      first = MIN (first, position);
      last = position;
    }
  if (first <= last)
    tell (self, first, last - first + 1);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
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

static void
items_changed_cb (EspLeadSelection *self, guint position, guint n_removed, guint n_added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
esp_lead_selection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((EspLeadSelectionProperty) id)
    {
    case PROP_N_SELECTED:
      g_value_set_uint (value, esp_lead_selection_get_n (ESP_LEAD_SELECTION (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_lead_selection_finalize (GObject *object)
{
  EspLeadSelection *self = ESP_LEAD_SELECTION (object);

  g_clear_object (&self->list);
  esp_bitmap_free (self->selected);
  G_OBJECT_CLASS (esp_lead_selection_parent_class)->finalize (object);
}

static void
esp_lead_selection_class_init (EspLeadSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = esp_lead_selection_get_property;
  object_class->finalize = esp_lead_selection_finalize;
  properties[PROP_N_SELECTED] = g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
esp_lead_selection_init (EspLeadSelection *self)
{
  self->selected = esp_bitmap_new ();
}

/**
 * esp_lead_selection_new:
 *
 * Returns: (transfer full): a selection over @list with nothing selected
 */
EspLeadSelection *
esp_lead_selection_new (EspLeadList *list)
{
  EspLeadSelection *self = g_object_new (ESP_TYPE_LEAD_SELECTION, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * esp_lead_selection_get_n:
 */
guint
esp_lead_selection_get_n (EspLeadSelection *self)
{
  return (guint) esp_bitmap_count (self->selected);
}

/**
 * esp_lead_selection_get_leads:
 *
 * Returns: (transfer none): the selected ids
 */
const EspBitmap *
esp_lead_selection_get_leads (EspLeadSelection *self)
{
  return self->selected;
}

/**
 * esp_lead_selection_add:
 *
 * Selects these too, whether the list shows them or not.
 */
void
esp_lead_selection_add (EspLeadSelection *self, const EspBitmap *leads)
{
  esp_bitmap_or (self->selected, leads);
  tell_all (self);
}

/**
 * esp_lead_selection_get_n_hidden:
 *
 * Returns: how many selected leads the list does not show
 */
guint
esp_lead_selection_get_n_hidden (EspLeadSelection *self)
{
  g_autoptr (EspBitmap) visible = esp_lead_list_to_bitmap (self->list);

  return (guint) esp_bitmap_andnot_count (self->selected, visible);
}

/**
 * esp_lead_selection_drop_hidden:
 *
 * Takes out of the selection what the list does not hold any more, so that no act meets a lead that
 * nobody sees.
 *
 * Returns: (transfer full) (nullable): what was taken out; %NULL when all is seen
 */
EspBitmap *
esp_lead_selection_drop_hidden (EspLeadSelection *self)
{
  g_autoptr (EspBitmap) visible = NULL;
  g_autoptr (EspBitmap) hidden = NULL;

  if (esp_bitmap_is_empty (self->selected))
    return NULL;
  visible = esp_lead_list_to_bitmap (self->list);
  hidden = esp_bitmap_copy (self->selected);
  esp_bitmap_andnot (hidden, visible);
  if (esp_bitmap_is_empty (hidden))
    return NULL;
  esp_bitmap_and (self->selected, visible);
  tell_all (self);
  return g_steal_pointer (&hidden);
}
