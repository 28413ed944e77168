/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of columns, products, social links, saved blocks, and of the section around a block. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-extras.h"

#include "engine/content/esp-message-place.h"
#include "engine/content/esp-social.h"
#include "views/messages/esp-block-saved.h"
#include "views/messages/esp-block-uses.h"
#include "views/messages/esp-look-form.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* A row and what it changes. */
typedef struct
{
  EspMessageDesk *desk; /* (unowned): outlives the form */
  gpointer origin;      /* the form */
  gsize offset;         /* of the text in the block, or of the number */
  guint index;          /* of a link */
} Row;

static Row *
row_new (EspMessageDesk *desk, gpointer origin, gsize offset, guint index)
{
  const Row row = { desk, origin, offset, index };

  return g_memdup2 (&row, sizeof row);
}

static void
commit (const Row *row, const char *what)
{
  g_autofree char *key =
    g_strdup_printf ("block:%s:%s:%" G_GSIZE_FORMAT ":%u",
                     esp_message_desk_get_selected (row->desk), what, row->offset, row->index);

  esp_message_desk_commit (row->desk, _ ("Change block"), key, row->origin);
}

#define CONNECT(object, signal, callback, row)                                                     \
  g_signal_connect_data (object, signal, G_CALLBACK (callback), row,                               \
                         (GClosureNotify) (void (*) (void)) g_free, 0)

/* Texts and numbers */

static void
text_cb (GtkEditable *editable, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);
  const char *text = gtk_editable_get_text (editable);

  if (block == NULL)
    return;
  esp_message_doc_set (G_STRUCT_MEMBER_P (block, row->offset), *text != '\0' ? text : NULL);
  commit (row, "text");
}

static void
add_text (GtkWidget *list, const char *title, EspMessageDesk *desk, gpointer origin, gsize offset)
{
  EspBlock *block = esp_message_desk_get_block (desk);
  const char *text = G_STRUCT_MEMBER (char *, block, offset);
  GtkWidget *entry = esp_form_entry_row_new (title, text != NULL ? text : "");

  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE); /* the message has its own */
  CONNECT (entry, "changed", text_cb, row_new (desk, origin, offset, 0));
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
}

static void
number_cb (GtkSpinButton *spin, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);

  if (block == NULL)
    return;
  G_STRUCT_MEMBER (int, block, row->offset) = gtk_spin_button_get_value_as_int (spin);
  commit (row, "number");
}

static GtkWidget *
add_number (GtkWidget *list, const char *title, double min, double max, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);
  GtkWidget *spin =
    esp_form_spin_row_new (title, NULL, min, max, G_STRUCT_MEMBER (int, block, row->offset));

  CONNECT (esp_form_row_get_spin (spin), "value-changed", number_cb, row);
  gtk_list_box_append (GTK_LIST_BOX (list), spin);
  return spin;
}

/* Columns */

static const struct
{
  guint n;
  int widths[ESP_MAX_COLUMNS];
} splits[] = { { 2, { 0 } }, { 2, { 33, 67 } },     { 2, { 67, 33 } },
               { 3, { 0 } }, { 3, { 25, 50, 25 } }, { 4, { 0 } } };

static void
split_cb (AdwComboRow *combo, GParamSpec *pspec, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);
  guint i = adw_combo_row_get_selected (combo);

  if (block == NULL || block->columns == NULL || i >= G_N_ELEMENTS (splits))
    return;
  esp_message_set_columns (esp_message_desk_get_doc (row->desk), block, splits[i].widths,
                           splits[i].n);
  esp_message_desk_commit (row->desk, _ ("Change columns"), NULL, row->origin);
}

static guint
find_split (const EspBlock *block)
{
  for (guint i = 0; i < G_N_ELEMENTS (splits); i++)
    {
      gboolean is_same = splits[i].n == block->columns->len;

      for (guint j = 0; is_same && j < block->columns->len; j++)
        is_same = ((EspColumn *) block->columns->pdata[j])->width == splits[i].widths[j];
      if (is_same)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
stack_cb (GtkSwitch *control, GParamSpec *pspec, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);

  if (block == NULL)
    return;
  block->no_stack = !gtk_switch_get_active (control);
  commit (row, "stack");
}

static void
add_columns (EspMessageDesk *desk, GtkWidget *list, const EspBlock *block, gpointer origin)
{
  const char *const names[] = { _ ("Two alike"),
                                _ ("One third, two thirds"),
                                _ ("Two thirds, one third"),
                                _ ("Three alike"),
                                _ ("A wide one in the middle"),
                                _ ("Four alike"),
                                NULL };
  GtkWidget *combo = esp_form_choice_row_new (_ ("Columns"), names, 0);
  GtkWidget *stack =
    esp_form_switch_row_new (_ ("Below each other on phones"), NULL, !block->no_stack);

  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), find_split (block));
  CONNECT (combo, "notify::selected", split_cb, row_new (desk, origin, 0, 0));
  CONNECT (esp_form_row_get_switch (stack), "notify::active", stack_cb,
           row_new (desk, origin, 0, 0));
  gtk_list_box_append (GTK_LIST_BOX (list), combo);
  gtk_list_box_append (GTK_LIST_BOX (list), stack);
}

/* Social links: the address tells the network. */

static void
href_cb (GtkEditable *editable, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);
  const char *href = gtk_editable_get_text (editable);
  const EspSocialNetwork *network = esp_social_network_find_by_href (href);
  EspSocialLink *link;

  if (block == NULL || block->links == NULL || row->index >= block->links->len)
    return;
  link = block->links->pdata[row->index];
  esp_message_doc_set (&link->href, href);
  if (network != NULL)
    esp_message_doc_set (&link->network, network->id);
  commit (row, "href");
}

static void
change_links (GtkWidget *button)
{
  const Row *row = g_object_get_data (G_OBJECT (button), "esp-row");
  EspMessageDesk *desk = row->desk;
  EspBlock *block = esp_message_desk_get_block (desk);
  gboolean is_add = g_object_get_data (G_OBJECT (button), "esp-add") != NULL;

  if (block == NULL || block->links == NULL)
    return;
  if (is_add && block->links->len < ESP_MAX_SOCIAL_LINKS)
    g_ptr_array_add (block->links, esp_social_link_new ("website", "https://", NULL));
  else if (!is_add && row->index < block->links->len)
    g_ptr_array_remove_index (block->links, row->index);
  else
    return;
  /* The form is built anew, and this button with it. */
  esp_message_desk_commit (desk, is_add ? _ ("Add link") : _ ("Remove link"), NULL, NULL);
}

static void
add_link (EspMessageDesk *desk,
          GtkWidget *list,
          const EspBlock *block,
          guint index,
          gpointer origin)
{
  const EspSocialLink *link = block->links->pdata[index];
  const EspSocialNetwork *network = esp_social_network_find (link->network);
  const char *title =
    network != NULL ? esp_social_network_get_label (network, "ko") : link->network;
  GtkWidget *entry = esp_form_entry_row_new (title, link->href);
  GtkWidget *remove = gtk_button_new_from_icon_name ("esp-remove-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Remove link: %s"), title);

  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE); /* the message has its own */
  CONNECT (entry, "changed", href_cb, row_new (desk, origin, 0, index));
  g_object_set_data_full (G_OBJECT (remove), "esp-row", row_new (desk, origin, 0, index), g_free);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (remove, "clicked", G_CALLBACK (change_links), NULL);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (entry), remove);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
}

static void
style_cb (AdwComboRow *combo, GParamSpec *pspec, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);

  if (block == NULL)
    return;
  block->social_style = (EspSocialStyle) MIN (adw_combo_row_get_selected (combo), ESP_SOCIAL_TEXT);
  commit (row, "style");
}

static void
add_social (EspMessageDesk *desk,
            GtkWidget *list,
            GtkWidget *box,
            const EspBlock *block,
            gpointer origin)
{
  const char *const styles[] = { _ ("In their colours"), _ ("In one colour"), _ ("Words alone"),
                                 NULL };
  GtkWidget *style = esp_form_choice_row_new (_ ("Style"), styles, block->social_style);
  GtkWidget *add = gtk_button_new_with_label (_ ("Add link"));

  for (guint i = 0; block->links != NULL && i < block->links->len; i++)
    add_link (desk, list, block, i, origin);
  CONNECT (style, "notify::selected", style_cb, row_new (desk, origin, 0, 0));
  gtk_list_box_append (GTK_LIST_BOX (list), style);
  g_object_set_data_full (G_OBJECT (add), "esp-row", row_new (desk, origin, 0, 0), g_free);
  g_object_set_data (G_OBJECT (add), "esp-add", add);
  g_signal_connect (add, "clicked", G_CALLBACK (change_links), NULL);
  gtk_box_append (GTK_BOX (box), add);
}

static void
add_products (EspMessageDesk *desk, GtkWidget *list, gpointer origin)
{
#define TEXT(title, field)                                                                         \
  add_text (list, title, desk, origin, (gsize) G_STRUCT_OFFSET (EspBlock, field))
  TEXT (_ ("List of products"), source);
  TEXT (_ ("Name"), members.name);
  TEXT (_ ("Picture"), members.image);
  TEXT (_ ("Price"), members.price);
  TEXT (_ ("Price before"), members.was);
  TEXT (_ ("Text"), members.text);
  TEXT (_ ("Link"), members.link);
  TEXT (_ ("Words of the button"), label);
#undef TEXT
  (void) add_number (list, _ ("In a row"), 1, ESP_MAX_PRODUCTS_PER_ROW,
                     row_new (desk, origin, G_STRUCT_OFFSET (EspBlock, per_row), 0));
  (void) add_number (list, _ ("At most (0: all)"), 0, 100,
                     row_new (desk, origin, G_STRUCT_OFFSET (EspBlock, limit), 0));
}

static void
add_note (GtkWidget *box, const char *text)
{
  GtkWidget *note = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_box_append (GTK_BOX (box), note);
}

static void
add_act (GtkWidget *box, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
}

static void
add_uses (EspMessageDesk *desk, GtkWidget *box, const char *uuid)
{
  if (uuid != NULL)
    gtk_box_append (GTK_BOX (box), esp_block_uses_new (esp_message_desk_get_session (desk), uuid,
                                                       esp_message_draft_get_id (
                                                         esp_message_desk_get_draft (desk))));
}

static void
add_linked (EspMessageDesk *desk, GtkWidget *box, const EspBlock *block)
{
  add_note (box, _ ("It shows what the library holds: a change there changes every message that "
                    "links it."));
  add_uses (desk, box, block->ref);
  add_act (box, _ ("Edit for all messages"), "block.edit-saved");
  add_act (box, _ ("Make a copy of its own"), "block.unlink");
}

/* A copy that is edited to take the place of the saved block. */
static void
add_origin (EspMessageDesk *desk, GtkWidget *box, const char *uuid)
{
  add_note (box, _ ("Edit the block here, then save it for every message that links it. Until then "
                    "it is a copy of this message’s own."));
  add_uses (desk, box, uuid);
  add_act (box, _ ("Save for all messages"), "block.save-back");
}

static void
line_cb (AdwComboRow *combo, GParamSpec *pspec, Row *row)
{
  EspBlock *block = esp_message_desk_get_block (row->desk);

  if (block == NULL)
    return;
  block->line_style = (EspLineStyle) MIN (adw_combo_row_get_selected (combo), ESP_LINE_DOUBLE);
  commit (row, "line");
}

static void
add_divider (EspMessageDesk *desk, GtkWidget *list, const EspBlock *block, gpointer origin)
{
  const char *const styles[] = { _ ("Solid"), _ ("Dashed"), _ ("Dotted"), _ ("Double"), NULL };
  GtkWidget *style = esp_form_choice_row_new (_ ("Line"), styles, block->line_style);

  CONNECT (style, "notify::selected", line_cb, row_new (desk, origin, 0, 0));
  gtk_list_box_append (GTK_LIST_BOX (list), style);
  (void) add_number (list, _ ("Thickness (px)"), 0, 20,
                     row_new (desk, origin, G_STRUCT_OFFSET (EspBlock, height), 0));
  (void) add_number (list, _ ("Percent of the width (0: all)"), 0, 100,
                     row_new (desk, origin, G_STRUCT_OFFSET (EspBlock, span), 0));
}

/**
 * esp_block_extras_add:
 * @list: of rows
 * @box: around it; for what is no row
 * @origin: the form, which shows already what it changes
 */
void
esp_block_extras_add (EspMessageDesk *desk, GtkWidget *list, GtkWidget *box, gpointer origin)
{
  const EspBlock *block = esp_message_desk_get_block (desk);
  const char *uuid;

  if (block == NULL)
    return;
  if (block->kind == ESP_BLOCK_COLUMNS)
    add_columns (desk, list, block, origin);
  else if (block->kind == ESP_BLOCK_DIVIDER)
    add_divider (desk, list, block, origin);
  else if (block->kind == ESP_BLOCK_SOCIAL)
    add_social (desk, list, box, block, origin);
  else if (block->kind == ESP_BLOCK_PRODUCTS)
    add_products (desk, list, origin);
  else if (block->kind == ESP_BLOCK_LINKED)
    add_linked (desk, box, block);
  uuid = esp_block_saved_get_origin (desk, block->id);
  if (uuid != NULL)
    add_origin (desk, box, uuid);
}

/* Sections */

static void
picture_cb (GtkEditable *editable, Row *row)
{
  EspSection *section = esp_message_find_section (esp_message_desk_get_doc (row->desk),
                                                  esp_message_desk_get_selected (row->desk));
  const char *text = gtk_editable_get_text (editable);

  if (section == NULL || g_strcmp0 (text, section->picture != NULL ? section->picture : "") == 0)
    return;
  g_free (section->picture);
  section->picture = *text != '\0' ? g_strdup (text) : NULL;
  esp_message_desk_commit (row->desk, _ ("Change section"), "section:picture", row->origin);
}

static void
room_cb (GtkSpinButton *spin, Row *row)
{
  EspSection *section = esp_message_find_section (esp_message_desk_get_doc (row->desk),
                                                  esp_message_desk_get_selected (row->desk));
  int room = gtk_spin_button_get_value_as_int (spin);

  if (section == NULL)
    return;
  section->padding.top = room;
  section->padding.bottom = room;
  esp_message_desk_commit (row->desk, _ ("Change section"), "section:room", row->origin);
}

static GtkWidget *
make_section_acts (void)
{
  static const struct
  {
    const char *icon;
    const char *label;
    const char *action;
  } acts[] = { { "esp-add-symbolic", N_ ("New section below"), "block.section::add" },
               { "esp-split-symbolic", N_ ("Begin a section here"), "block.section::split" },
               { "esp-move-up-symbolic", N_ ("Move section up"), "block.section::up" },
               { "esp-move-down-symbolic", N_ ("Move section down"), "block.section::down" } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      GtkWidget *button = gtk_button_new_from_icon_name (acts[i].icon);

      gtk_widget_set_tooltip_text (button, _ (acts[i].label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (acts[i].label), -1);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), acts[i].action);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_widget_add_css_class (box, "linked");
  return box;
}

/**
 * esp_block_extras_add_section:
 *
 * Adds what belongs to the section around the selected block.
 */
void
esp_block_extras_add_section (EspMessageDesk *desk, GtkWidget *box, gpointer origin)
{
  const EspSection *section = esp_message_find_section (esp_message_desk_get_doc (desk),
                                                        esp_message_desk_get_selected (desk));
  GtkWidget *heading = gtk_label_new (_ ("Section around it"));
  GtkWidget *list = esp_form_list_new (_ ("Section around it"));
  GtkWidget *picture;
  GtkWidget *room;

  if (section == NULL)
    {
      g_object_unref (g_object_ref_sink (heading));
      g_object_unref (g_object_ref_sink (list));
      return;
    }
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  room =
    esp_form_spin_row_new (_ ("Room above and below"), _ ("px"), 0, ESP_MAX_PADDING_PX,
                           section->padding.top == ESP_PADDING_USUAL ? 12 : section->padding.top);
  CONNECT (esp_form_row_get_spin (room), "value-changed", room_cb, row_new (desk, origin, 0, 0));
  picture = esp_form_entry_row_new (_ ("Picture behind it (https)"), section->picture);
  CONNECT (picture, "changed", picture_cb, row_new (desk, origin, 0, 0));
  esp_look_form_add_section (desk, list, origin);
  gtk_list_box_append (GTK_LIST_BOX (list), picture);
  gtk_list_box_append (GTK_LIST_BOX (list), room);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), make_section_acts ());
}
