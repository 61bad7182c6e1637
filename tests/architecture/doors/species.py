"""Who may use the routes of species and call types."""

from uuid import uuid4

from tests.architecture.access import Door, Needs, one


def new_name() -> str:
    """A scientific name not used before: letters for the digits of a random number."""
    return "Myotis " + uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop")) + "ensis"


DOORS = {
    "species.list_species": Door(Needs.SIGN_IN),
    "species.create_species": Door(
        Needs.EDITOR, body=lambda w: {"group_id": str(w.group.id), "scientific_name": new_name()}
    ),
    "species.read_species": Door(Needs.SIGN_IN, path=one(lambda w: w.make.species(w.group))),
    "species.patch_species": Door(
        Needs.EDITOR, path=one(lambda w: w.make.species(w.group)), body=lambda w: {"notes": "rare"}
    ),
    "species.delete_species": Door(Needs.ADMIN, path=one(lambda w: w.make.species(w.group))),
    "species.list_call_types": Door(Needs.VIEWER, path=one(lambda w: w.make.species(w.group))),
    "species.create_call_type": Door(
        Needs.EDITOR, path=one(lambda w: w.make.species(w.group)), body=lambda w: {"name": "feeding buzz"}
    ),
    "species.put_call_type_order": Door(
        Needs.EDITOR, path=one(lambda w: w.make.species(w.group)), body=lambda w: {"ids": []}
    ),
    "species.read_repertoire_picture": Door(
        Needs.VIEWER, path=one(lambda w: w.make.species(w.group, repertoire_sha256=w.make.picture()))
    ),
    "species.put_repertoire_picture": Door(
        Needs.EDITOR, path=one(lambda w: w.make.species(w.group)), form=lambda w: {"file": w.make.picture_file()}
    ),
    "species.delete_repertoire_picture": Door(Needs.EDITOR, path=one(lambda w: w.make.species(w.group))),
    "species.export_call_types": Door(Needs.VIEWER, path=one(lambda w: w.make.species(w.group))),
    "species.import_call_types": Door(
        Needs.EDITOR,
        path=one(lambda w: w.make.species(w.group)),
        form=lambda w: {"file": w.make.file(b"buzz\nsocial\n", "types.txt")},
    ),
    "species.read_call_type": Door(Needs.VIEWER, path=one(lambda w: w.make.call_type(w.make.species(w.group)))),
    "species.patch_call_type": Door(
        Needs.EDITOR, path=one(lambda w: w.make.call_type(w.make.species(w.group))), body=lambda w: {"key": "b"}
    ),
    "species.delete_call_type": Door(Needs.EDITOR, path=one(lambda w: w.make.call_type(w.make.species(w.group)))),
    "species.list_recent_species": Door(Needs.SIGN_IN),
    "species.list_most_observed_species": Door(Needs.SIGN_IN),
    "species.list_species_names": Door(Needs.SIGN_IN, path=one(lambda w: w.make.species(w.group))),
    "species.put_species_names": Door(
        Needs.EDITOR,
        path=one(lambda w: w.make.species(w.group)),
        body=lambda w: {"names": [{"language": "eng", "name": "Noctule"}]},
    ),
    "species.put_species_verification": Door(
        Needs.OPERATOR, path=one(lambda w: w.make.species(w.group)), body=lambda w: {"is_verified": True}
    ),
    "species.read_species_taxonomy": Door(Needs.SIGN_IN, path=one(lambda w: w.make.listed_species())),
    "species.search_taxonomy": Door(Needs.SIGN_IN, query=lambda w: {"q": "Parus"}),
    "species.match_taxonomy": Door(Needs.SIGN_IN, query=lambda w: {"name": "Parus major"}),
    "species.list_checklists": Door(Needs.SIGN_IN),
    "species.send_checklist": Door(
        Needs.OPERATOR,
        form=lambda w: {"group_id": str(w.group.id), "file": w.make.file(b"scientific_name\nParus major\n", "b.csv")},
    ),
    "species.read_checklist": Door(Needs.SIGN_IN, path=one(lambda w: w.make.checklist())),
    "species.resume_checklist": Door(Needs.OPERATOR, path=one(lambda w: w.make.checklist()), also=(409,)),
    "species.delete_checklist": Door(Needs.OPERATOR, path=one(lambda w: w.make.checklist())),
    "species.read_taxon": Door(Needs.SIGN_IN, path=lambda w: {"id": w.make.checklist().id, "number": 1}),
}
